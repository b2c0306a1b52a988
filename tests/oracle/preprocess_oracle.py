#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Assay Authors
# SPDX-License-Identifier: Apache-2.0
"""Compares Assay's decoding and preprocessing with opencv-python, numpy and Pillow, bit by bit.

odd       pictures made here: tiny, thin, grey, 16 bits, palette, alpha, rotated, progressive, CMYK
resnet50  the rules' own path on 500 real photographs
lite0     EfficientNet-Lite0's path on the same photographs

Ends with 77 (skipped) when a package or the photographs are absent.
"""
import argparse
import os
import pathlib
import subprocess
import sys
import tempfile

SKIPPED = 77
SIZE = 224


def skip(why):
    print(f"skipped: {why}")
    sys.exit(SKIPPED)


try:
    import cv2
    import numpy as np
    from PIL import Image
except ImportError as missing:
    skip(f"no Python package '{missing.name}' for {sys.executable}; scripts/setup installs it")

MEANS = np.array([123.68, 116.78, 103.94], dtype=np.float32)  # R, G, B
LITE0_CARD = """
name = "lite0"
title = "EfficientNet-Lite0"
task = "image-classification"
license = "-"
origin = "-"
[file]
path = "-"
[input]
name = "input"
type = "f32"
layout = "NCHW"
size = [224, 224]
channels = "RGB"
[preprocess]
crop = "central-square"
crop_fraction = 0.875
resize = "{resize}"
mean = [127, 127, 127]
scale = [128, 128, 128]
[output]
name = "logits"
kind = "logits"
label_offset = 0
classes = 1000
"""


def resnet50_reference(file):
    """The vision reference's steps with its libraries; the result is {3, 224, 224}."""
    rgb = cv2.cvtColor(cv2.imread(str(file)), cv2.COLOR_BGR2RGB)
    height, width = rgb.shape[:2]
    short = int(100.0 * SIZE / 87.5)
    if height > width:
        size = (short, int(short * height / width))
    else:
        size = (int(short * width / height), short)
    resized = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)
    left, top = int((size[0] - SIZE) / 2), int((size[1] - SIZE) / 2)
    cropped = resized[top:top + SIZE, left:left + SIZE].astype(np.float32)
    return (cropped - MEANS).transpose(2, 0, 1)


def lite0_reference(file, kernel):
    picture = Image.open(file).convert("RGB")
    width, height = picture.size
    side = max(1, int(SIZE / 256 * min(width, height)))
    left, top = (width - side) // 2, (height - side) // 2
    square = picture.crop((left, top, left + side, top + side)).resize((SIZE, SIZE), kernel)
    return ((np.asarray(square, dtype=np.float32) - 127) / 128).transpose(2, 0, 1)


class Oracle:
    """One comparison after another; counts what differs."""

    def __init__(self, options, folder):
        self.dump, self.source, self.folder = options.dump, options.source, folder
        self.compared = self.different = 0

    def run_dump(self, mode, files):
        out = self.folder / "dump.bin"
        subprocess.run([self.dump, mode, out, *files], check=True)
        return out.read_bytes()

    def compare(self, name, ours, theirs):
        self.compared += 1
        if ours.shape == theirs.shape and np.array_equal(ours, theirs):
            return
        self.different += 1
        largest = "other size"
        if ours.shape == theirs.shape:
            largest = np.abs(ours.astype(np.float64) - theirs).max()
        print(f"different: {name}: {ours.shape} {theirs.shape}, largest difference {largest}")

    def compare_pixels(self, files):
        data, at = self.run_dump("pixels", files), 0
        for file in files:
            width, height = np.frombuffer(data, dtype="<i4", count=2, offset=at)
            pixels = np.frombuffer(data, dtype=np.uint8, count=width * height * 3, offset=at + 8)
            at += 8 + pixels.size
            theirs = cv2.cvtColor(cv2.imread(str(file)), cv2.COLOR_BGR2RGB)
            self.compare(f"pixels of {file.name}", pixels.reshape(height, width, 3), theirs)

    def compare_inputs(self, card, files, reference):
        for start in range(0, len(files), 50):
            part = files[start:start + 50]
            inputs = np.frombuffer(self.run_dump(card, part), dtype="<f4")
            for file, ours in zip(part, inputs.reshape(len(part), 3, SIZE, SIZE)):
                self.compare(f"input from {file.name}", ours, reference(file))

    def compare_resnet50(self, files):
        self.compare_inputs(self.source / "models" / "resnet50.toml", files, resnet50_reference)

    def compare_lite0(self, files, resize, kernel):
        card = self.folder / f"{resize}.toml"
        card.write_text(LITE0_CARD.format(resize=resize), encoding="utf-8")
        self.compare_inputs(card, files, lambda file: lite0_reference(file, kernel))


def scene(width, height, seed):
    """Smooth shades with noise: something that every codec and resizer has work with."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width]
    shades = np.stack([x * 255 / max(width - 1, 1), y * 255 / max(height - 1, 1),
                       127 + 120 * np.sin(x / 9.0) * np.cos(y / 7.0)], axis=2)
    return np.clip(shades + random.normal(0, 12, shades.shape), 0, 255).astype(np.uint8)


def odd_jpegs():
    colour = Image.fromarray(scene(301, 203, 1))
    yield "pixel.jpg", Image.fromarray(scene(1, 1, 2)), {}
    yield "upright-line.jpg", Image.fromarray(scene(1, 500, 3)), {}
    yield "level-line.jpg", Image.fromarray(scene(500, 1, 4)), {}
    yield "smaller-than-input.jpg", Image.fromarray(scene(97, 150, 5)), {}
    yield "large.jpg", Image.fromarray(scene(1811, 1207, 6)), {"quality": 90}
    yield "grey.jpg", colour.convert("L"), {}
    yield "progressive.jpg", colour, {"progressive": True}
    for subsampling in (0, 1, 2):
        yield f"subsampling-{subsampling}.jpg", colour, {"subsampling": subsampling}
    yield "ink.jpg", colour.convert("CMYK"), {"quality": 92}
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = orientation
        yield f"orientation-{orientation}.jpg", colour, {"exif": exif}


def odd_pngs():
    colour = scene(149, 120, 7)
    alpha = np.dstack([colour, scene(149, 120, 8)[:, :, 0]])
    deep = (colour.astype(np.uint16) << 8) + scene(149, 120, 9)
    yield "colour.png", colour[:, :, ::-1]
    yield "alpha.png", alpha[:, :, [2, 1, 0, 3]]
    yield "deep.png", deep
    yield "deep-grey.png", deep[:, :, 0]
    yield "deep-alpha.png", np.dstack([deep, deep[:, :, 0]])
    yield "grey.png", colour[:, :, 0]


def make_odd(folder):
    for name, picture, options in odd_jpegs():
        picture.save(folder / name, **options)
    for name, pixels in odd_pngs():
        cv2.imwrite(str(folder / name), pixels)
    colour = Image.fromarray(scene(83, 61, 10))
    colour.quantize(16).save(folder / "palette.png")
    colour.quantize(200).save(folder / "palette-alpha.png", transparency=bytes(range(200)))
    colour.save(folder / "colour-key.png", transparency=(10, 20, 30))
    colour.convert("1").save(folder / "one-bit.png")
    colour.convert("LA").save(folder / "grey-alpha.png")
    exif = Image.Exif()
    exif[0x0112] = 6
    colour.save(folder / "rotated.png", exif=exif)
    return sorted(folder.glob("*.jpg")) + sorted(folder.glob("*.png"))


def photographs(source):
    shared = pathlib.Path(os.environ.get("ASSAY_SHARED", source.parent / "shared"))
    folder = shared / "data" / "imagenet-sample"
    if not (folder / "val_map.txt").exists():
        skip(f"no photographs in {folder}; ASSAY_SHARED names another place")
    lines = (folder / "val_map.txt").read_text(encoding="utf-8").splitlines()
    return [folder / line.split()[0] for line in lines]


def check_odd(oracle):
    files = make_odd(oracle.folder)
    oracle.compare_pixels(files)
    oracle.compare_resnet50(files)
    # Pillow decodes CMYK and 16 bits in its own way and ignores orientation.
    alike = [file for file in files if file.suffix == ".jpg" and "ink" not in file.name
             and "orientation" not in file.name]
    oracle.compare_lite0(alike, "bicubic-antialias", Image.Resampling.BICUBIC)
    oracle.compare_lite0(alike, "bilinear", Image.Resampling.BILINEAR)


def check_resnet50(oracle):
    files = photographs(oracle.source)
    oracle.compare_pixels(files)
    oracle.compare_resnet50(files)


def check_lite0(oracle):
    files = photographs(oracle.source)
    oracle.compare_lite0(files, "bicubic-antialias", Image.Resampling.BICUBIC)


CHECKS = {"odd": check_odd, "resnet50": check_resnet50, "lite0": check_lite0}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("check", choices=CHECKS)
    parser.add_argument("--dump", required=True, help="the program preprocess_dump")
    parser.add_argument("--source", type=pathlib.Path, required=True, help="the repository")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        oracle = Oracle(options, pathlib.Path(folder))
        CHECKS[options.check](oracle)
    print(f"{options.check}: {oracle.compared} compared, {oracle.different} different "
          f"(OpenCV {cv2.__version__}, numpy {np.__version__}, Pillow {Image.__version__})")
    sys.exit(1 if oracle.different or not oracle.compared else 0)


if __name__ == "__main__":
    main()
