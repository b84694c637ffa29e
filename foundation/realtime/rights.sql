-- What realtime asks across tenants, and what tells it at once that somebody's right has changed. Safe to repeat.

grant select (portal_id, revision_id) on portico.heads to portico_search;
grant select (tenant_id, room, seq) on portico.realtime_rooms to portico_search;

grant create on schema portico to portico_search;
set local role portico_search;

-- How far rooms of a tenant are, for a page whose tenant is not entered yet. Rooms in which nothing was told are left out.
create or replace function portico.room_positions(tenant uuid, rooms text[])
returns table (n bigint, seq bigint)
language sql stable security definer
set search_path = pg_catalog, portico
as $$
    select a.n, r.seq
    from unnest(room_positions.rooms) with ordinality a(room, n)
    join portico.realtime_rooms r on r.tenant_id = room_positions.tenant and r.room = a.room
$$;

-- The revision that the live tenant of each portal serves.
create or replace function portico.served_revisions(portals uuid[])
returns table (portal_id uuid, revision_id uuid)
language sql stable security definer
set search_path = pg_catalog, portico
as $$
    select h.portal_id, h.revision_id from portico.heads h where h.portal_id = any (served_revisions.portals)
$$;

revoke all on function portico.room_positions(uuid, text[]) from public;
revoke all on function portico.served_revisions(uuid[]) from public;
grant execute on function portico.room_positions(uuid, text[]) to portico_app;
grant execute on function portico.served_revisions(uuid[]) to portico_app;

reset role;
revoke create on schema portico from portico_search;

-- "r <id>": somebody's right hangs on this id and has changed. The id is the first of the named columns that is not null, as it was before.
create or replace function portico.tell_of_rights() returns trigger language plpgsql as $$
declare
    before jsonb := case when tg_op = 'INSERT' then to_jsonb(new) else to_jsonb(old) end;
    about text;
begin
    foreach about in array tg_argv loop
        if before ->> about is not null then
            perform pg_notify('portico_realtime', 'r ' || (before ->> about));
            exit;
        end if;
    end loop;
    return null;
end
$$;

create or replace trigger tell_of_rights_ended after delete on portico.sessions
    for each row execute function portico.tell_of_rights('member_id', 'tenant_id');
create or replace trigger tell_of_rights_changed after update on portico.sessions
    for each row when (old.member_id is distinct from new.member_id or old.expires_at > new.expires_at)
    execute function portico.tell_of_rights('member_id', 'tenant_id');
create or replace trigger tell_of_rights after update on portico.accounts
    for each row when (old.state <> new.state) execute function portico.tell_of_rights('tenant_id');
create or replace trigger tell_of_rights_ended after delete on portico.staff_sessions
    for each row execute function portico.tell_of_rights('staff_id');
create or replace trigger tell_of_rights_ended after delete on portico.seats
    for each row execute function portico.tell_of_rights('staff_id');
create or replace trigger tell_of_rights_changed after update on portico.seats
    for each row when (old.access_version <> new.access_version) execute function portico.tell_of_rights('staff_id');
create or replace trigger tell_of_rights after update on portico.staff
    for each row when (old.state <> new.state) execute function portico.tell_of_rights('id');
create or replace trigger tell_of_rights after insert or update on portico.heads
    for each row execute function portico.tell_of_rights('portal_id');
create or replace trigger tell_of_rights_ended after delete on portico.passes
    for each row execute function portico.tell_of_rights('member_id', 'portal_id');
