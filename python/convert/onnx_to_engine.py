#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Assay Authors
# SPDX-License-Identifier: Apache-2.0
"""Makes an engine's own file from an ONNX file and compares what both compute.

usage: onnx_to_engine.py MODEL.onnx torchscript|savedmodel OUT

Needs numpy and the engine's own Python package (torch, or tensorflow), and onnxruntime or openvino as
the reference. Prints what was done as JSON. OUT may not exist; a failure leaves none behind.
"""
import importlib
import json
import os
import pathlib
import shutil
import sys
import warnings

sys.dont_write_bytecode = True
TARGETS = {"torchscript": ("torchscript_network", "torch", "libtorch"),
           "savedmodel": ("savedmodel_network", "tensorflow", "tensorflow")}
BATCH = 2
SEED = 1
# Largest difference of an output over the largest number in it. Engines add up in other orders.
TOLERANCE = 1e-3


def load(target):
    """The module that makes this target, and numpy with it."""
    from onnx_graph import ConversionError
    name, package, engine = TARGETS[target]
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        raise ConversionError(f"there is no Python package '{error.name}' here: run scripts/setup "
                              f"--engines {engine}, which brings {package}") from error


def check_operations(graph, network):
    from onnx_graph import ConversionError
    unknown = sorted({node.operation for node in graph.nodes} - set(network.known_operations()))
    if unknown:
        raise ConversionError(f"it uses {', '.join(unknown)}; only these are converted: "
                              f"{', '.join(network.known_operations())}")


def random_batch(graph):
    import numpy as np
    from onnx_graph import ConversionError
    random = np.random.default_rng(SEED)
    batch = []
    for port in graph.inputs:
        if None in port.shape[1:] or not port.shape:
            raise ConversionError(f"its input '{port.name}' is open in more than the batch")
        numbers = random.standard_normal([BATCH, *port.shape[1:]])
        batch.append(numbers.astype(port.type))
    return batch


def with_onnxruntime(path, graph, batch):
    import onnxruntime
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    names = [port.name for port in graph.outputs]
    outputs = session.run(names, dict(zip((port.name for port in graph.inputs), batch)))
    return f"onnxruntime {onnxruntime.__version__}", dict(zip(names, outputs))


def with_openvino(path, graph, batch):
    import openvino
    core = openvino.Core()
    settings = {"INFERENCE_PRECISION_HINT": "f32", "EXECUTION_MODE_HINT": "ACCURACY"}
    outputs = core.compile_model(core.read_model(path), "CPU", settings)(batch)
    names = [port.name for port in graph.outputs]
    return (f"openvino {openvino.__version__.split('-')[0]}",
            {name: outputs[i] for i, name in enumerate(names)})


def reference(path, graph, batch):
    from onnx_graph import ConversionError
    for run in (with_onnxruntime, with_openvino):
        try:
            return run(path, graph, batch)
        except ModuleNotFoundError:
            continue
    raise ConversionError("there is neither onnxruntime nor openvino here to compare it with")


def compare(expected, found):
    """Output -> largest difference over the largest number; of whole numbers, the part that differs."""
    import numpy as np
    from onnx_graph import ConversionError
    differences = {}
    for name, right in expected.items():
        ours = found[name]
        if ours.shape != right.shape:
            raise ConversionError(f"'{name}' came out as {list(ours.shape)}, not {list(right.shape)}")
        if np.issubdtype(right.dtype, np.floating):
            largest = float(np.max(np.abs(right))) or 1.0
            differences[name] = float(np.max(np.abs(ours.astype(np.float64) - right))) / largest
        else:
            differences[name] = float(np.mean(ours != right))
    worst = max(differences, key=differences.get)
    if not differences[worst] <= TOLERANCE:
        raise ConversionError(f"'{worst}' differs by {differences[worst]:.2g} of its largest number, "
                              f"more than {TOLERANCE:.0e}")
    return differences


def convert(source, target, out):
    from onnx_graph import ConversionError, read_graph
    graph = read_graph(source)
    network = load(target)
    check_operations(graph, network)
    batch = random_batch(graph)
    network.convert(graph, out, batch)
    maker, expected = reference(source, graph, batch)
    differences = compare(expected, network.run(out, graph, batch))
    return {"made_by": network.maker(), "layout": network.LAYOUT, "compared_with": maker,
            "differences": differences}


def remove(out):
    shutil.rmtree(out) if out.is_dir() else out.unlink(missing_ok=True)


def main(arguments):
    if len(arguments) != 3 or arguments[1] not in TARGETS:
        print(__doc__.split("\n\n")[1], file=sys.stderr)
        return 2
    source, target, out = arguments[0], arguments[1], pathlib.Path(arguments[2])
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    warnings.simplefilter("ignore")
    try:
        from onnx_graph import ConversionError
    except ModuleNotFoundError as error:
        print(f"there is no Python package '{error.name}' here: run scripts/setup --engines all",
              file=sys.stderr)
        return 3
    try:
        print(json.dumps(convert(source, target, out)))
        return 0
    except (ConversionError, OSError) as error:
        remove(out)
        reason = error.strerror if isinstance(error, OSError) else error
        print(f"cannot convert {source} to {target}: {reason}", file=sys.stderr)
        return 3
    except BaseException:
        remove(out)
        raise


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
