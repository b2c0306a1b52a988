#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Assay Authors
# SPDX-License-Identifier: Apache-2.0
"""Writes the conformance suite's tiny models as TorchScript (models.h says what each computes).

usage: make_torchscript.py FOLDER
"""
import pathlib
import sys
from typing import Dict

import torch


class Classifier(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = torch.nn.Linear(3, 2)
        self.linear.weight.data = torch.tensor([[1.0, 0, 1], [0, 1, 1]])
        self.linear.bias.data = torch.tensor([0, 0.5])

    def forward(self, x) -> Dict[str, torch.Tensor]:
        scores = self.linear(x)
        return {"scores": scores, "class": scores.argmax(1)}


class Scaler(torch.nn.Module):
    def forward(self, x):
        return 2 * x


class Types(torch.nn.Module):
    def forward(self, ids, factor) -> Dict[str, torch.Tensor]:
        product = ids * factor.to(torch.int64)
        return {"product": product, "is_large": product > 10}


class Positives(torch.nn.Module):
    def forward(self, x):
        return torch.nonzero(x > 0).t()


class Table(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("table", torch.tensor([10.0, 20, 30]))

    def forward(self, index):
        return torch.index_select(self.table, 0, index)


class Pair(torch.nn.Module):
    def forward(self, x):
        return x + torch.ones(2)


class Quantised(torch.nn.Module):
    """The classifier's scores with 8-bit weights; only the PyTorch backend's own tests use it."""

    def forward(self, x):
        weights = torch.tensor([[1.0, 0.0, 1.0], [0.0, 1.0, 1.0]])
        whole = torch.quantize_per_tensor(weights, 0.01, 0, torch.qint8)
        packed = torch.ops.quantized.linear_prepack(whole, torch.tensor([0.0, 0.5]))
        return torch.ops.quantized.linear_dynamic(x, packed)


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    for model in (Classifier(), Scaler(), Types(), Positives(), Table(), Pair(),
                  Quantised()):
        script = torch.jit.script(model.eval())
        script.save(str(folder / f"{type(model).__name__.lower()}.pt"))
    torch.jit.freeze(torch.jit.script(Classifier().eval())).save(str(folder / "frozen.pt"))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
