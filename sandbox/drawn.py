"""Files for a history, drawn in code: a picture that could be a draft, a sheet of paper as PDF. The name says which."""

from __future__ import annotations

import hashlib
import io

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 1200, 675


def file_of(name: str) -> io.BytesIO:
    """The bytes of a file by its name: ``….png`` is a picture, ``….pdf`` a sheet. Raises ValueError for another ending."""
    words = name.rpartition(".")[0].replace("-", " ").replace("_", " ")
    if name.endswith(".png"):
        return io.BytesIO(picture(words))
    if name.endswith(".pdf"):
        return io.BytesIO(sheet(words))
    raise ValueError(f"nobody draws {name}")


def picture(title: str) -> bytes:
    """A PNG: a field of one colour, two shapes and the title. The same title gives the same picture."""
    digest = hashlib.sha256(title.encode()).digest()
    ground = tuple(90 + digest[at] % 90 for at in range(3))
    light, deep = (tuple(min(255, part + 70) for part in ground), tuple(part // 2 for part in ground))
    made = Image.new("RGB", (WIDTH, HEIGHT), ground)
    draw = ImageDraw.Draw(made)
    left = 520 + digest[3] % 220
    draw.ellipse((left, 70, left + 620, 690), fill=light)
    draw.polygon(((0, HEIGHT), (0, 420), (430 + digest[4], HEIGHT)), fill=deep)
    draw.rounded_rectangle((70, 250, 640, 470), 24, fill=(255, 255, 255))
    draw.multiline_text((104, 290), _wrapped(title, 22), fill=(30, 32, 44), font=ImageFont.load_default(44), spacing=14)
    out = io.BytesIO()
    made.save(out, "PNG", optimize=True)
    return out.getvalue()


def sheet(title: str) -> bytes:
    """A PDF of one A4 page: the title and grey lines where text would be."""
    plain = title.encode("latin-1", "replace").decode("latin-1")
    shown = plain.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    lines = "\n".join(f"56 {y} {480 - (y * 37) % 150} 9 re f" for y in range(150, 700, 26))
    content = f"BT /F1 26 Tf 56 756 Td ({shown}) Tj ET\n0.86 g\n{lines}\n".encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%sendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table) + end


def _wrapped(text: str, most: int) -> str:
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + len(word) >= most:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines[:3])
