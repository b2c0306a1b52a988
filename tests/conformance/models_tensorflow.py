# SPDX-FileCopyrightText: 2026 The Assay Authors
# SPDX-License-Identifier: Apache-2.0
"""Writes the tiny models of the conformance suite as SavedModels, and one as a frozen graph.

usage: models_tensorflow.py FOLDER   (FOLDER/classifier, ..., FOLDER/frozen.pb)

What each computes stands in models.h. Nothing is done when this script and its TensorFlow have
filled the folder before: importing TensorFlow takes longer than all tests together.
"""
import hashlib
import importlib.metadata
import os
import pathlib
import shutil
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"


def maker():
    script = hashlib.sha256(pathlib.Path(__file__).read_bytes()).hexdigest()
    return f"{script} tensorflow-cpu {importlib.metadata.version('tensorflow-cpu')}\n"


def write_all(folder):
    import numpy as np
    import tensorflow as tf

    def spec(name, shape, kind=tf.float32):
        return tf.TensorSpec(shape, kind, name=name)

    weights = np.array([[1, 0], [0, 1], [1, 1]], np.float32)
    bias = np.array([0, 0.5], np.float32)

    def classifier(x):
        scores = tf.matmul(x, weights) + bias
        return {"scores": scores, "class": tf.argmax(scores, axis=1)}

    def types(ids, factor):
        product = ids * tf.cast(factor, tf.int64)
        return {"product": product, "is_large": product > 10}

    models = {
        "classifier": (classifier, [spec("x", [None, 3])]),
        "scaler": (lambda x: {"y": x * 2}, [spec("x", [None, 4])]),
        "types": (types, [spec("ids", [None, 2], tf.int64), spec("factor", [None, 2], tf.int32)]),
        "positives": (lambda x: {"where": tf.transpose(tf.where(x > 0))}, [spec("x", [None, 3])]),
        "table": (lambda index: {"picked": tf.gather(np.array([10, 20, 30], np.float32), index)},
                  [spec("index", [None], tf.int64)]),
        "pair": (lambda x: {"y": x + np.array([1, 1], np.float32)}, [spec("x", [2, 2])]),
        "convolution": (lambda x: {"y": tf.nn.conv2d(x, np.full([3, 3, 3, 8], 0.01, np.float32),
                                                     1, "SAME")}, [spec("x", [None, 16, 16, 3])]),
    }
    for name, (function, inputs) in models.items():
        module = tf.Module()
        module.serve = tf.function(function, input_signature=inputs)
        tf.saved_model.save(module, str(folder / name), signatures=module.serve)
    with tf.Graph().as_default() as graph:
        x = tf.compat.v1.placeholder(tf.float32, None, name="x")
        scores = tf.add(tf.matmul(x, weights, name="weighted"), bias, name="scores")
        tf.argmax(scores, axis=1, name="class")
        (folder / "frozen.pb").write_bytes(graph.as_graph_def().SerializeToString())
    saved = tf.Module()
    tf.saved_model.save(saved, str(folder / "unsigned"))


def main(arguments):
    folder = pathlib.Path(arguments[0])
    stamp = folder / "made-by.txt"
    if stamp.exists() and stamp.read_text("utf-8") == maker():
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    write_all(folder)
    stamp.write_text(maker(), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
