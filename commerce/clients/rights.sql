-- Whether members' sessions still open what they opened, asked for many at once. Safe to repeat.

grant select (tenant_id, id, state) on portico.accounts to portico_search;
grant select (tenant_id, id_hash, account_id, member_id, seen_at, expires_at) on portico.sessions to portico_search;
grant select (tenant_id, id, account_id, client_id, state, joined_at, access_version) on portico.members to portico_search;
grant select (tenant_id, id, state) on portico.clients to portico_search;

grant select (id_hash, staff_id, seen_at, expires_at) on portico.staff_sessions to portico_search;
grant select (staff_id, portal_id) on portico.seats to portico_search;
grant select (id, state) on portico.staff to portico_search;
grant select (portal_id, pass_hash, sandbox_id, member_id, staff_session) on portico.passes to portico_search;

grant create on schema portico to portico_search;
set local role portico_search;

-- For each session (by the digest of its secret) that stands at the real time "at": its position in the list, the place that is active in it,
-- chosen as commerce/clients/viewer.py chooses it, that place's version, and when the session was used last.
create or replace function portico.held_places(tenants uuid[], sessions bytea[], at timestamptz)
returns table (n bigint, member_id uuid, access_version integer, seen_at timestamptz)
language sql stable security definer
set search_path = pg_catalog, portico
as $$
    select a.n, m.id, m.access_version, s.seen_at
    from unnest(held_places.tenants, held_places.sessions) with ordinality a(tenant_id, id_hash, n)
    join portico.sessions s on s.tenant_id = a.tenant_id and s.id_hash = a.id_hash and s.expires_at > held_places.at
    join portico.accounts c on c.tenant_id = s.tenant_id and c.id = s.account_id and c.state = 'active'
    cross join lateral (
        select x.id, x.access_version
        from portico.members x
        join portico.clients y on y.tenant_id = x.tenant_id and y.id = x.client_id and y.state <> 'closed'
        where x.tenant_id = s.tenant_id and x.account_id = s.account_id and x.state = 'active'
        order by (x.id = s.member_id) is true desc, x.joined_at, x.id limit 1
    ) m
$$;

-- The same for passes: those whose person is still there, and whose staff session and seat still stand.
create or replace function portico.held_passes(portals uuid[], sandboxes uuid[], passes bytea[], at timestamptz)
returns table (n bigint, member_id uuid, access_version integer, seen_at timestamptz)
language sql stable security definer
set search_path = pg_catalog, portico
as $$
    select a.n, m.id, m.access_version, x.seen_at
    from unnest(held_passes.portals, held_passes.sandboxes, held_passes.passes) with ordinality a(portal_id, sandbox_id, pass_hash, n)
    join portico.passes p on p.portal_id = a.portal_id and p.pass_hash = a.pass_hash and p.sandbox_id = a.sandbox_id
    join portico.staff_sessions x on x.id_hash = p.staff_session and x.expires_at > held_passes.at
    join portico.staff w on w.id = x.staff_id and w.state = 'active'
    join portico.seats s on s.staff_id = x.staff_id and s.portal_id = p.portal_id
    join portico.members m on m.tenant_id = p.sandbox_id and m.id = p.member_id and m.state = 'active'
    join portico.accounts c on c.tenant_id = m.tenant_id and c.id = m.account_id and c.state = 'active'
    join portico.clients y on y.tenant_id = m.tenant_id and y.id = m.client_id and y.state <> 'closed'
$$;

revoke all on function portico.held_passes(uuid[], uuid[], bytea[], timestamptz) from public;
grant execute on function portico.held_passes(uuid[], uuid[], bytea[], timestamptz) to portico_app;
revoke all on function portico.held_places(uuid[], bytea[], timestamptz) from public;
grant execute on function portico.held_places(uuid[], bytea[], timestamptz) to portico_app;

reset role;
revoke create on schema portico from portico_search;

create or replace trigger tell_of_rights after update on portico.members
    for each row when (old.access_version <> new.access_version or old.state <> new.state)
    execute function portico.tell_of_rights('id');
create or replace trigger tell_of_rights after update on portico.clients
    for each row when (old.state <> new.state) execute function portico.tell_of_rights('tenant_id');
