# SPDX-FileCopyrightText: 2026 The Assay Authors
# SPDX-License-Identifier: Apache-2.0
"""Reads the 8-bit PNG files that a browser's screenshots are; standard library only."""
import struct
import zlib


class Image:
    """Width, height and pixel(x, y) -> (red, green, blue)."""

    def __init__(self, path):
        content = path.read_bytes()
        assert content[:8] == b"\x89PNG\r\n\x1a\n", f"{path} is no PNG"
        packed, at = b"", 8
        while at < len(content):
            size, kind = struct.unpack(">I4s", content[at:at + 8])
            chunk = content[at + 8:at + 8 + size]
            if kind == b"IHDR":
                self.width, self.height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", chunk)
                assert depth == 8 and colour in (2, 6) and not interlaced, f"{path}: another kind of PNG"
                self.channels = 3 if colour == 2 else 4
            elif kind == b"IDAT":
                packed += chunk
            at += 12 + size
        self.rows = self._unfilter(zlib.decompress(packed))

    def _unfilter(self, raw):
        stride, step = self.width * self.channels, self.channels
        rows, before = [], bytearray(stride)
        for y in range(self.height):
            kind = raw[y * (stride + 1)]
            row = bytearray(raw[y * (stride + 1) + 1:(y + 1) * (stride + 1)])
            if kind == 1:
                for i in range(step, stride):
                    row[i] = (row[i] + row[i - step]) & 255
            elif kind == 2:
                row = bytearray((a + b) & 255 for a, b in zip(row, before))
            elif kind == 3:
                for i in range(stride):
                    left = row[i - step] if i >= step else 0
                    row[i] = (row[i] + (left + before[i]) // 2) & 255
            elif kind == 4:
                self._paeth(row, before, step)
            rows.append(row)
            before = row
        return rows

    @staticmethod
    def _paeth(row, before, step):
        for i, value in enumerate(row):
            left = row[i - step] if i >= step else 0
            above, corner = before[i], before[i - step] if i >= step else 0
            guess = left + above - corner
            distances = abs(guess - left), abs(guess - above), abs(guess - corner)
            nearest = (left, above, corner)[distances.index(min(distances))]
            row[i] = (value + nearest) & 255

    def pixel(self, x, y):
        return tuple(self.rows[y][x * self.channels:x * self.channels + 3])

    def colours(self):
        """The different colours of every fourth pixel of every fourth row."""
        return {self.pixel(x, y) for y in range(0, self.height, 4) for x in range(0, self.width, 4)}
