-- What the database itself refuses about orders, whoever writes. Run by the migration as the owner of the schema; safe to repeat.

-- The edges of the state machine (commerce/orders/states.py). A move into a done status walks over in_progress in one statement.
create or replace function portico.keep_order_states() returns trigger language plpgsql as $$
begin
    if (old.state, new.state) not in (
        ('awaiting_approval', 'submitted'), ('awaiting_approval', 'cancelled'),
        ('submitted', 'on_hold_credit'), ('submitted', 'confirmed'), ('submitted', 'cancelled'),
        ('on_hold_credit', 'confirmed'), ('on_hold_credit', 'cancelled'),
        ('confirmed', 'in_progress'), ('confirmed', 'completed'), ('confirmed', 'cancelled'),
        ('in_progress', 'completed')
    ) then
        raise exception 'an order does not go from % to %', old.state, new.state
            using errcode = 'check_violation', constraint = 'orders_state_edges';
    end if;
    return new;
end
$$;

create or replace trigger keep_order_states before update of state on portico.orders
    for each row when (old.state is distinct from new.state) execute function portico.keep_order_states();

-- The lines of an order add up to its head, at the end of every transaction that touches either.
create or replace function portico.keep_order_sums() returns trigger language plpgsql as $$
declare
    head record;
    sums record;
    tenant uuid := case when tg_op = 'DELETE' then old.tenant_id else new.tenant_id end;
    wanted uuid;
begin
    if tg_table_name = 'orders' then
        wanted := new.id;
    else
        wanted := case when tg_op = 'DELETE' then old.order_id else new.order_id end;
    end if;
    select o.net_minor, o.tax_minor into head from portico.orders o where o.tenant_id = tenant and o.id = wanted;
    if found then
        select coalesce(sum(l.net_minor), 0) as net, coalesce(sum(l.tax_minor), 0) as tax into sums
            from portico.order_lines l where l.tenant_id = tenant and l.order_id = wanted;
        if (head.net_minor, head.tax_minor) is distinct from (sums.net, sums.tax) then
            raise exception 'the lines of order % add up to % and % of tax, its head says % and %',
                wanted, sums.net, sums.tax, head.net_minor, head.tax_minor
                using errcode = 'check_violation', constraint = 'orders_sums';
        end if;
    end if;
    return null;
end
$$;

drop trigger if exists keep_order_sums on portico.orders;
create constraint trigger keep_order_sums after insert or update of net_minor, tax_minor on portico.orders
    deferrable initially deferred for each row execute function portico.keep_order_sums();
drop trigger if exists keep_order_sums on portico.order_lines;
create constraint trigger keep_order_sums after insert or update or delete on portico.order_lines
    deferrable initially deferred for each row execute function portico.keep_order_sums();
