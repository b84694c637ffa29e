"""From the outbox to a real mail server: once, after the commit, and never out of a sandbox."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from foundation import clock, jobs, mail
from foundation.db import execute, row, rows, transaction, value
from foundation.mail.delivery import pause
from foundation.tenancy import entered, unscoped

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
NOTICE = {
    "to": "dana@example.com",
    "to_name": "Dana Weiß",
    "template": "notice",
    "subject": "Your order NL-1 – Grüße",
    "context": {"title": "We have your order", "paragraphs": ["Hello Dana, thank you."]},
}


@pytest.fixture
def tenant(database, make_portal, monkeypatch):
    monkeypatch.setattr(clock, "_frozen", NOW)
    return make_portal("alpha").live


@pytest.fixture
def connected(mail_server, use_settings):
    use_settings(
        smtp_url=f"smtp://127.0.0.1:{mail_server.port}", mail_from="Portico <no-reply@portico.test>", development=False
    )
    return mail_server


def send(scope, **changes):
    with entered(scope), transaction():
        return mail.send(**{**NOTICE, **changes})


def letter_jobs():
    with unscoped("test"), transaction():
        return rows(
            "select args, scheduled_at, queue_name from procrastinate_jobs where task_name = 'mail.deliver' order by id"
        )


def work(scope):
    """Run the jobs as the worker does, whatever their schedule, and forget them."""
    found = letter_jobs()
    with unscoped("test"), transaction():
        execute("delete from procrastinate_jobs")
    for job in found:
        jobs.run("mail.deliver", **job.args)
    return len(found)


def stored(scope, letter_id):
    with entered(scope), transaction():
        return row("select * from mail_outbox where id = %(id)s", id=letter_id)


def test_a_letter_arrives_as_it_was_written(tenant, connected):
    brand = mail.Brand(name="Northlight Studio", seller="Northlight Studio GmbH", accent="#2a4fb5")
    letter_id = send(tenant, brand=brand, reply_to="studio@northlight.example")
    assert connected.letters == []
    assert [(job.args["tenant_id"], job.queue_name) for job in letter_jobs()] == [(str(tenant.tenant_id), "mail")]
    work(tenant)
    (letter,) = connected.letters
    assert connected.recipients == [["dana@example.com"]]
    assert letter["From"] == "Northlight Studio <no-reply@portico.test>"
    assert letter["To"] == "Dana Weiß <dana@example.com>"
    assert letter["Reply-To"] == "studio@northlight.example"
    assert letter["Subject"] == "Your order NL-1 – Grüße"
    assert letter["Message-ID"] == f"<{letter_id}@portico.test>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Date"].datetime == NOW
    assert letter.get_content_type() == "multipart/alternative"
    plain, html = letter.iter_parts()
    assert (plain.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert "Hello Dana, thank you." in plain.get_content()
    assert "Northlight Studio GmbH" in html.get_content()
    sent = stored(tenant, letter_id)
    assert (sent.state, sent.sent_at, sent.attempts, sent.error) == ("sent", NOW, 1, None)


def test_a_letter_that_was_sent_is_not_sent_again(tenant, connected):
    letter_id = send(tenant)
    (job,) = letter_jobs()
    for _ in range(3):
        jobs.run("mail.deliver", **job.args)
    assert len(connected.letters) == 1
    assert stored(tenant, letter_id).attempts == 1


def test_a_letter_of_a_transaction_that_is_undone_is_never_sent(tenant, connected):
    with pytest.raises(RuntimeError, match="undo"), entered(tenant), transaction():
        mail.send(**NOTICE)
        raise RuntimeError("undo")
    assert work(tenant) == 0
    assert connected.letters == []
    send(tenant)
    assert work(tenant) == 1
    assert len(connected.letters) == 1


def test_one_key_makes_one_letter(tenant, connected, make_portal):
    other = make_portal("bravo").live
    first = send(tenant, key="order-1-placed")
    assert send(tenant, key="order-1-placed", to="somebody@example.com") == first
    assert send(tenant, key="order-2-placed") != first
    assert send(other, key="order-1-placed") != first
    assert len(letter_jobs()) == 3


@pytest.mark.parametrize("kind", ["sandbox", "demo"])
def test_nothing_leaves_a_sandbox_or_the_demo(kind, database, make_portal, connected):
    portal = make_portal("alpha", demo=kind == "demo")
    held = portal.sandbox if kind == "sandbox" else portal.live
    letter_id = send(held)
    assert stored(held, letter_id).state == "captured"
    assert letter_jobs() == []
    # Not even when its row says it should, and a job is there.
    with entered(held), transaction():
        execute("update mail_outbox set state = 'queued'")
        jobs.enqueue("mail.deliver", letter_id=str(letter_id))
    assert work(held) == 1
    assert stored(held, letter_id).state == "captured"
    assert connected.letters == []
    free = make_portal("bravo").live
    send(free)
    work(free)
    assert len(connected.letters) == 1


def test_development_without_a_mail_server_captures(tenant, use_settings):
    use_settings(smtp_url=None, development=True)
    assert stored(tenant, send(tenant)).state == "captured"
    assert letter_jobs() == []
    use_settings(smtp_url=None, development=False)
    letter_id = send(tenant)
    assert work(tenant) == 1
    waiting = stored(tenant, letter_id)
    assert (waiting.state, waiting.attempts) == ("queued", 1)
    assert "SMTP_URL" in waiting.error


@pytest.mark.parametrize("step", ["RCPT", "DATA"])
def test_a_passing_refusal_is_tried_again_later(step, tenant, connected):
    connected.answers[step] = "451 try later"
    letter_id = send(tenant)
    work(tenant)
    waiting = stored(tenant, letter_id)
    assert (waiting.state, waiting.attempts, waiting.error) == ("queued", 1, "451 try later")
    (again,) = letter_jobs()
    assert NOW < again.scheduled_at == waiting.due_at <= NOW + timedelta(seconds=15)
    connected.answers.clear()
    work(tenant)
    assert stored(tenant, letter_id).state == "sent"
    assert len(connected.letters) == 1


@pytest.mark.parametrize("step", ["RCPT", "DATA"])
def test_an_address_in_the_servers_words_is_not_logged(step, tenant, connected, caplog):
    connected.answers[step] = "451 <dana@example.com>: try later"
    letter_id = send(tenant)
    work(tenant)
    assert "dana@example.com" in stored(tenant, letter_id).error
    assert f"letter {letter_id} was not sent" in caplog.text
    assert "dana@example.com" not in caplog.text


@pytest.mark.parametrize("step", ["RCPT", "DATA"])
def test_a_refusal_for_good_ends_it(step, tenant, connected):
    connected.answers[step] = "550 nobody here"
    letter_id = send(tenant)
    work(tenant)
    failed = stored(tenant, letter_id)
    assert (failed.state, failed.error, failed.sent_at) == ("failed", "550 nobody here", None)
    assert letter_jobs() == []


def test_a_server_that_is_away_is_tried_again_and_given_up_in_the_end(tenant, connected, use_settings):
    use_settings(smtp_url="smtp://127.0.0.1:1", development=False)
    letter_id = send(tenant)
    for attempt in range(1, 21):
        assert stored(tenant, letter_id).state == "queued"
        assert work(tenant) == 1
        assert stored(tenant, letter_id).attempts == attempt
    failed = stored(tenant, letter_id)
    assert failed.state == "failed"
    assert "refused" in failed.error.lower()
    assert work(tenant) == 0


def test_pauses_between_attempts_grow():
    assert timedelta(seconds=7.5) <= pause(1) <= timedelta(seconds=15)
    assert timedelta(seconds=60) <= pause(4) <= timedelta(seconds=120)
    assert pause(1000) <= timedelta(hours=1)


def test_a_sender_that_lost_its_lease_cannot_write_the_outcome(tenant, connected, monkeypatch):
    from foundation.mail import delivery

    letter_id = send(tenant)
    real = delivery._hand_over

    def overtaken(made):
        with clock.frozen(NOW + timedelta(minutes=3)), monkeypatch.context() as patched:
            patched.setattr(delivery, "_hand_over", real)
            delivery.deliver(letter_id=str(letter_id))
        return "550 too late to say so"

    monkeypatch.setattr(delivery, "_hand_over", overtaken)
    with entered(tenant):
        delivery.deliver(letter_id=str(letter_id))
    after = stored(tenant, letter_id)
    assert (after.state, after.attempts, after.error) == ("sent", 2, None)


def test_while_one_sends_another_does_not(tenant, connected, monkeypatch):
    from foundation.mail import delivery

    letter_id = send(tenant)
    real = delivery._hand_over

    def twice(made):
        with monkeypatch.context() as patched:
            patched.setattr(delivery, "_hand_over", real)
            delivery.deliver(letter_id=str(letter_id))
        return real(made)

    monkeypatch.setattr(delivery, "_hand_over", twice)
    with entered(tenant):
        delivery.deliver(letter_id=str(letter_id))
    assert len(connected.letters) == 1


def test_the_sweep_finds_letters_whose_job_was_lost(tenant, connected, make_portal):
    other = make_portal("bravo").live
    lost = [send(tenant), send(tenant), send(other)]
    with entered(tenant), transaction():
        execute(
            "update mail_outbox set state = 'sending', attempts = 1, lease_until = %(until)s where id = %(id)s",
            until=NOW + timedelta(minutes=2),
            id=lost[1],
        )
    with unscoped("test"), transaction():
        execute("delete from procrastinate_jobs")
    jobs.run("mail.sweep", tenant_id=None)
    assert letter_jobs() == []
    with clock.frozen(NOW + timedelta(minutes=2)):
        jobs.run("mail.sweep", tenant_id=None)
        assert {job.args["letter_id"] for job in letter_jobs()} == {str(lost[0]), str(lost[2])}
    with clock.frozen(NOW + timedelta(minutes=4)):
        jobs.run("mail.sweep", tenant_id=None)
        assert [job.args["letter_id"] for job in letter_jobs()][2:] == [str(lost[1])]
        jobs.run("mail.sweep", tenant_id=None)
        assert len(letter_jobs()) == 3
        work(tenant)
        assert len(connected.letters) == 3
        jobs.run("mail.sweep", tenant_id=None)
        assert letter_jobs() == []


def test_unsent_mail_tells_ids_counts_and_times(tenant, connected, make_portal):
    other = make_portal("bravo").live
    for scope in (tenant, tenant, other):
        send(scope)
    with unscoped("test"), transaction():
        found = rows("select * from unsent_mail(%(at)s, %(most)s)", at=NOW, most=10)
        assert {(each.tenant_id, each.unsent, each.oldest) for each in found} == {
            (tenant.tenant_id, 2, NOW),
            (other.tenant_id, 1, NOW),
        }
        assert found[0]._fields == ("tenant_id", "unsent", "oldest")
        assert len(rows("select * from unsent_mail(%(at)s, %(most)s)", at=NOW, most=1)) == 1
        assert rows("select * from unsent_mail(%(at)s, %(most)s)", at=NOW - timedelta(seconds=1), most=10) == []
        assert rows("select id from mail_outbox") == []


def test_letters_to_staff_go_out_without_a_tenant(database, connected, monkeypatch):
    monkeypatch.setattr(clock, "_frozen", NOW)
    with unscoped("test"), transaction():
        first = mail.send_to_staff(**NOTICE, key="sign-in-1")
        assert mail.send_to_staff(**NOTICE, key="sign-in-1") == first
    assert [job.args["tenant_id"] for job in letter_jobs()] == [None]
    with unscoped("test"), transaction():
        execute("delete from procrastinate_jobs")
    with clock.frozen(NOW + timedelta(minutes=5)):
        jobs.run("mail.sweep", tenant_id=None)
        assert work(None) == 1
    (letter,) = connected.letters
    assert letter["From"] == "Portico <no-reply@portico.test>"
    with unscoped("test"), transaction():
        assert value("select state from staff_outbox") == "sent"
        assert [each.id for each in mail.staff_outbox()] == [first]
        found = mail.staff_letter(first)
    assert found is not None
    assert "We have your order" in found.text


def test_the_mailbox_lists_newest_first_and_only_the_tenants_own(tenant, connected, make_portal):
    other = make_portal("bravo").live
    ids = [send(tenant, subject=f"Letter {number}") for number in range(3)]
    foreign = send(other)
    with entered(tenant), transaction():
        assert [each.id for each in mail.outbox()] == ids[::-1]
        assert [each.subject for each in mail.outbox(limit=1, before=ids[2])] == ["Letter 1"]
        assert mail.outbox()[0].html == ""
        assert len(mail.outbox(limit=0)) == 1
        assert mail.letter(foreign) is None
        assert mail.letter(uuid4()) is None
        own = mail.letter(ids[0])
    assert own is not None
    assert "We have your order" in own.html
