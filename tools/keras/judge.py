"""Runs networks' Keras code in Keras, with given weights, and tells what came of it.

    python judge.py FOLDER

FOLDER holds cases.json, a list of { name, code }, and for each case NAME.images and NAME.weights: float32 images as they
are in memory, and a safetensors file, and NAME.keras, the same network after a step of training, with its optimiser. Writes
answers.json, a list of { name, summary, layers, predictions, saved, steps }, and NAME.again.keras, which Keras made of
NAME.keras.
"""

import json
import pathlib
import struct
import sys

import keras
import numpy


def tensors(path):
    """The tensors of a safetensors file: eight bytes of length, a header in JSON, and the numbers."""
    data = path.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    body = data[8 + length :]
    return {
        name: numpy.frombuffer(body[slice(*entry["data_offsets"])], dtype="<f4").reshape(entry["shape"])
        for name, entry in header.items()
        if name != "__metadata__"
    }


def judge(case, folder):
    """What Keras makes of a case."""
    keras.backend.clear_session()
    names = {}
    exec(case["code"], names)
    model = names["model"]
    given = tensors(folder / f"{case['name']}.weights")
    # A variable's path begins with the model's name. The state of a dropout's random numbers is no weight.
    weights = {"/".join(each.path.split("/")[-2:]): each for each in model.variables if "seed_generator" not in each.path}
    if sorted(weights) != sorted(given):
        raise SystemExit(f"{case['name']}: Keras's weights are {sorted(weights)}, ours {sorted(given)}")
    for name, variable in weights.items():
        variable.assign(given[name])
    shape = [-1, *model.input_shape[1:]]
    images = numpy.frombuffer((folder / f"{case['name']}.images").read_bytes(), dtype="<f4").reshape(shape)
    lines = []
    model.summary(print_fn=lines.append, line_length=None)
    layers = [
        {
            "name": layer.name,
            "type": type(layer).__name__,
            "outputShape": list(layer.output.shape[1:]),
            "params": layer.count_params(),
        }
        for layer in model.layers
        if type(layer).__name__ != "InputLayer"
    ]
    predictions = numpy.asarray(model.predict(images, verbose=0), dtype="float64")
    saved = keras.models.load_model(folder / f"{case['name']}.keras")
    answer = numpy.asarray(saved.predict(images, verbose=0), dtype="float64")
    saved.save(folder / f"{case['name']}.again.keras")
    return {
        "name": case["name"],
        "summary": "\n".join(lines),
        "layers": layers,
        "predictions": predictions.ravel().tolist(),
        "saved": answer.ravel().tolist(),
        "steps": int(saved.optimizer.iterations),
    }


def main():
    folder = pathlib.Path(sys.argv[1])
    cases = json.loads((folder / "cases.json").read_text())
    answers = []
    for place, case in enumerate(cases, 1):
        answers.append(judge(case, folder))
        print(f"{place} of {len(cases)}: {case['name']}", flush=True)
    (folder / "answers.json").write_text(json.dumps(answers))


main()
