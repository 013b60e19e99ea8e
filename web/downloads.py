"""Files for download: exact bytes, never shown by the browser, names in any script."""

from __future__ import annotations

from urllib.parse import quote

from starlette.responses import Response

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def attachment(data: bytes, filename: str, media_type: str = "application/octet-stream") -> Response:
    """`data` as a download called `filename` (RFC 6266, with a plain ASCII fallback name)."""
    ascii_name = (
        "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "_" for c in filename) or "file"
    )
    disposition = f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(filename, safe='')}"
    return Response(data, media_type=media_type, headers={"Content-Disposition": disposition})
