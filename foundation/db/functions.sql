-- The functions that look across tenants. They are owned by portico_search, which sees past row-level security but
-- may read only the columns granted here; they take a time and a limit and answer ids, times and counters only.
-- Safe to repeat: every migration that changes one runs the whole file.

grant select (id, clock_offset) on portico.tenants to portico_search;
grant select (tenant_id, due_at, retry_at, state) on portico.timers to portico_search;
grant select (tenant_id, due_at, lease_until, state) on portico.mail_outbox to portico_search;

grant create on schema portico to portico_search;
set local role portico_search;

-- Tenants with timers that are due by their own clock, at the real time "at": at most "most" of them.
create or replace function portico.due_timers(at timestamptz, most int)
returns table (tenant_id uuid, due bigint)
language sql stable security definer
set search_path = pg_catalog, portico
as $$
    select n.id, t.due
    from portico.tenants n
    cross join lateral (
        select count(*) as due
        from portico.timers w
        where w.tenant_id = n.id and w.state = 'waiting'
          and w.due_at <= due_timers.at + n.clock_offset
          and (w.retry_at is null or w.retry_at <= due_timers.at)
    ) t
    where t.due > 0
    order by n.id
    limit greatest(due_timers.most, 0)
$$;

-- Tenants with mail whose own job must have been lost: queued and not before "at", or taken by a sender whose lease ran out.
create or replace function portico.unsent_mail(at timestamptz, most int)
returns table (tenant_id uuid, unsent bigint, oldest timestamptz)
language sql stable security definer
set search_path = pg_catalog, portico
as $$
    select m.tenant_id, count(*), min(m.due_at)
    from portico.mail_outbox m
    where (m.state = 'queued' and m.due_at <= unsent_mail.at)
       or (m.state = 'sending' and m.lease_until <= unsent_mail.at)
    group by m.tenant_id
    order by min(m.due_at)
    limit greatest(unsent_mail.most, 0)
$$;

revoke all on function portico.due_timers(timestamptz, int) from public;
revoke all on function portico.unsent_mail(timestamptz, int) from public;
grant execute on function portico.due_timers(timestamptz, int) to portico_app;
grant execute on function portico.unsent_mail(timestamptz, int) to portico_app;

reset role;
revoke create on schema portico from portico_search;
