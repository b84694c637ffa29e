"""What nobody should send: text, numbers, bodies and headers that broke somebody's server once."""

from __future__ import annotations

import random
import re
from pathlib import Path
from urllib.parse import quote_from_bytes

ROOT = Path(__file__).resolve().parents[2]
MARK = "<x-raw"
"""Opens an element no page of ours has: found in an answer, text went out unescaped."""

TEXTS: tuple[bytes, ...] = tuple(
    part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass")
    for part in (
        "", " ", "\t\n\r ", "\0", "a\0b", "\ud800", "\udfff\ud800", b"\xff\xfe", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80",
        f'">{MARK} y="', f"'{MARK}>", f"</textarea>{MARK}>", f"</title>{MARK}>", f"javascript:{MARK}>", "{{7*7}}", "{{user.name}}", "{{", "${7*7}",
        "%s%n%(x)s", "%", "%%", "%zz", "'; drop table orders; --", "' or 1=1 --", "\\", "\"", "`", "$$", "null", "None", "undefined", "true", "[]", "{}",
        "a\r\nSet-Cookie: x=y", "a\r\nBcc: x@y.example", "x" * 300, "y" * 30_000, "é" * 5_000, "e\u0301" * 300, "\u202eabc", "\u200b", "\ufeff",
        "\U0001f469\u200d\U0001f469\u200d\U0001f467", "ﷺ" * 50, "İ", "ß", "ǅ", "\x01\x1b[31m", "\x7f", "\u2028",
        "0", "-1", "-0", "+1", "1.5", "1,5", "1e1000", "1e-1000", "NaN", "-Infinity", "inf", "0x10", "1_000", "٣", "１２", "²", "Ⅷ", "9" * 12, "9" * 400,
        "2147483648", "9223372036854775808", "-9223372036854775809", "0" * 50 + "1", "1 ", "1\u00a0000",
        "2026-02-30", "0000-00-00", "9999-12-31", "10000-01-01", "2026-11-21T00:00:00Z", "P1D",
        "a@b", "a@" + "x" * 300 + ".example", "a" * 300 + "@b.example", "a b@c.example", "a@b@c.example", "<a@b.example>", "ü@ü.example", "a@[127.0.0.1]",
        "a@b.example,c@d.example", "a@\u2603.example", "@", "a@b.example\n",
        "00000000-0000-0000-0000-000000000000", "not-a-uuid", "svc_banner", "pmt_bank", "pmt_card", "sts_done", "sts_nothing", "pay", "decline", "retry",
        "/", "//evil.example", "/\\evil.example", "https://evil.example/", "javascript:alert(1)", "/%0d%0aX: y", "../../etc/passwd", "..%2f..%2f", ".", "..",
        "/orders?page=2", "http://[", "http://[::1", "//[",
    )
)  # fmt: skip

PATHS = (
    b"//", b"///", b"/./", b"/../", b"/..%2f..%2fetc/passwd", b"/%2e%2e/", b"/%00", b"/%", b"/%zz", b"/%ff", b"/%ed%a0%80", b"/%c0%ae", b"/\xff\xfe",
    b"/a%0d%0ab", b"/services//", b"/services/%2f", b"/services/../orders", b"/;a=b", b"/services;x", b"/%5c..%5c", b"/-/", b"/-/assets", b"/-/theme/",
    b"/-/theme/..%2f.css", b"/-/theme/" + b"a" * 500 + b".css", b"/" + b"a" * 4000, b"/" + b"a/" * 900, b"/t/" + b"%F0%9F%98%80" * 50, b"/?", b"/??", b"/?&=&&",
    b"/?a[]=1&a[x]=2", b"/?%=%", b"/?" + b"a=1&" * 600, b"/?page=" + b"9" * 2000, b"/*", b"/robots.txt", b"/favicon.ico", b"/.env", b"/.git/config",
    b"/wp-login.php", b"/\xe2\x80\xae", b"/p/%00/desk/", b"/p/a--b/desk/", b"/p/x/sandbox/%ff/desk/", b"/static/../../x",
)  # fmt: skip

TYPES = (
    b"application/x-www-form-urlencoded", b"application/x-www-form-urlencoded; charset=utf-16", b"application/x-www-form-urlencoded; charset=no-such",
    b"application/json", b"application/json; charset=utf-16", b"multipart/form-data", b"multipart/form-data; boundary=", b"multipart/form-data; boundary=x",
    b"multipart/form-data; boundary=" + b"b" * 500, b"multipart/mixed; boundary=x", b"text/plain", b"", b";", b"/", b"\xff/\xff", b"application/xml",
)  # fmt: skip

BODIES = (
    b"", b"\0", b"\xff" * 50, b"{", b"[" * 5000, b'{"a":' * 500, b"[1e999, NaN, -Infinity]", b'{"a":1,"a":2}', b'"\\ud800"', b'{"\\u0000":"\\u0000"}',
    b"[" + b"9" * 6000 + b"]", b"{" + b",".join(b'"%d":0' % number for number in range(2000)) + b"}", b"null", b"true", b"0", b"a=b=c&=&&&=x&a", b"%=%&%zz=%zz",
    b"&" * 3000, b"&".join(b"f%d=1" % number for number in range(1500)), b"a=" + b"%F0%9F%98%80" * 3000, b"--x\r\n", b"--x--", b"--x\r\n\r\nabc\r\n--x--\r\n",
    b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n' + b"z" * 5000 + b"\r\n--x--\r\n",
    b'--x\r\nContent-Disposition: form-data; name="a"; filename="../../x\0"\r\nContent-Type: \xff\r\n\r\nabc\r\n--x--\r\n',
    b'--x\r\nContent-Disposition: form-data; name=\r\n\r\nabc\r\n--x--', b"\r\n--x\r\n" * 800, b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
)  # fmt: skip

HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (b"accept", b"*/*;q=abc"), (b"accept", b"application/json"), (b"accept", b",;q,"), (b"accept", b"\xff"), (b"accept-language", b"de;q=x, \xff, *"),
    (b"origin", b"http://["), (b"origin", b"null"), (b"origin", b"http://evil.example"), (b"origin", b"\xff://\xff"), (b"referer", b"http://[::1"),
    (b"referer", b"javascript:alert(1)"), (b"sec-fetch-site", b"cross-site"), (b"sec-fetch-site", b"\xff"), (b"if-none-match", b'W/"' + b"x" * 900),
    (b"if-none-match", b"*"), (b"if-modified-since", b"Thu, 99 Foo 99999 99:99:99 GMT"), (b"range", b"bytes=-1,9999999999999-0"), (b"cookie", b"=;=;;"),
    (b"cookie", b"__Host-portico_member=" + b"x" * 5000), (b"cookie", b"__Host-portico_member=\xff\x01"), (b"cookie", b'__Host-portico_visit="\\777\\000"'),
    (b"cookie", b"a=" * 2000), (b"cookie", b"__Host-portico_theme=\xff"), (b"x-forwarded-for", b"unknown, \xff"), (b"x-forwarded-host", b"evil.example"),
    (b"x-forwarded-proto", b"gopher"), (b"x-http-method-override", b"DELETE"), (b"authorization", b"Basic \xff\xff"), (b"authorization", b"Bearer x"),
    (b"x-csrf-token", b"\xff\xff"), (b"x-csrf-token", b""), (b"x-requested-with", b"\xff"), (b"hx-request", b"true"), (b"content-encoding", b"gzip"),
    (b"expect", b"nothing"), (b"user-agent", b"\xff" * 500), (b"user-agent", f"{MARK}>".encode()), (b"date", b"\xff"), (b"if-match", b'"x'), (b"te", b"trailers"),
)  # fmt: skip

_NAMES = re.compile(r"(?:args|form|sent|values)(?:\.get|\.getlist|\.pop)?[\[(]\s*\"(\w+)\"")


def field_names() -> tuple[str, ...]:
    """Every name of a form or query field that the code asks for by name."""
    found = {
        "_key",
        "_csrf",
        "quantity",
        "fld_campaign",
        "fld_brief",
        "fld_start",
        "fld_posts",
        "accept_leg_terms",
        "page",
    }
    for face in ("foundation", "runtime", "storefront", "builder"):
        for file in (ROOT / face).rglob("*.py"):
            found.update(_NAMES.findall(file.read_text()))
    return tuple(sorted(found))


def text(chooser: random.Random) -> bytes:
    """One hostile text, or two in a row, or noise."""
    how = chooser.randrange(10)
    if how == 0:
        return chooser.choice(TEXTS) + chooser.choice(TEXTS)
    if how == 1:
        return chooser.randbytes(chooser.randrange(1, 40))
    return chooser.choice(TEXTS)


def encoded(fields: list[tuple[bytes, bytes]]) -> bytes:
    """The fields as a form or query, percent-encoded byte by byte."""
    return b"&".join(
        b"%s=%s" % (quote_from_bytes(name).encode(), quote_from_bytes(value).encode()) for name, value in fields
    )
