#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Assay Authors
# SPDX-License-Identifier: Apache-2.0
"""Compiles the conformance suite's classifier into an AOTInductor package. Takes a C++ compiler and, on
two quiet cores, half a minute.

usage: make_package.py FILE.pt2
"""
import pathlib
import sys

import torch

from make_torchscript import Classifier


class Positional(Classifier):
    """Packages have no dictionaries: (scores, class)."""

    def forward(self, x):
        scores = self.linear(x)
        return scores, scores.argmax(1)


def main(file):
    file.parent.mkdir(parents=True, exist_ok=True)
    batch = torch.export.Dim("batch", min=2, max=1024)
    program = torch.export.export(Positional().eval(), (torch.zeros(2, 3),),
                                  dynamic_shapes={"x": {0: batch}})
    torch._inductor.aoti_compile_and_package(program, package_path=str(file))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
