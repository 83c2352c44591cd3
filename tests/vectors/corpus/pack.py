#!/usr/bin/env python3
"""Packs a corpus of single files into this folder: a JSON-lines file per key, and one per kind of response.

Usage: python3 pack.py FOLDER, where FOLDER holds keys.json, responses.json, sign-responses.json and the files that they name.
"""

import base64
import json
import sys
from pathlib import Path

SOURCE = Path(sys.argv[1])
HERE = Path(__file__).resolve().parent
# The lists of a key, by the file that holds them; cases.json is a list itself.
LISTS = {"encrypt.json": ["cases", "ciphertexts"], "agree.json": ["peers", "refused"], "encapsulate.json": ["encapsulations"]}


def load(path):
    return json.loads(path.read_bytes())


def document(path):
    """The members that preserve a file's bytes."""
    data = path.read_bytes()
    try:
        return {"document": data.decode()}
    except UnicodeDecodeError:
        return {"document_base64": base64.b64encode(data).decode()}


def write(path, lines):
    path.parent.mkdir(exist_ok=True)
    # ASCII alone: no control character or change of direction reaches an editor.
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), newline="\n")


def with_files(folder, case):
    """A case with the text of the files that it names. A message file repeats the member Message."""
    case = dict(case)
    message_file = case.pop("message_file", None)
    assert message_file is None or (folder / message_file).read_bytes() == base64.b64decode(case["Message"])
    for member in ("sign_output", "encrypt_output", "derive_output", "encapsulate_output"):
        if member in case:
            case[member] = (folder / case[member]).read_bytes().decode()
    if "key" in case:
        case["response"] = (folder / case.pop("key")).read_bytes().decode()
    return case


for entry in load(SOURCE / "keys.json"):
    folder = SOURCE / entry.pop("dir")
    key = dict(entry, response=(folder / "public-key.json").read_bytes().decode())
    key["private_key"] = (folder / "private-key.pem").read_bytes().decode()
    lines = [key]
    if (folder / "cases.json").exists():
        lines += [{"list": "signatures", **with_files(folder, case)} for case in load(folder / "cases.json")]
    for name, lists in LISTS.items():
        if (folder / name).exists():
            members = load(folder / name)
            for of in lists:
                lines += [{"list": of, **with_files(folder, case)} for case in members.pop(of)]
            key.update(members)
    write(HERE / "keys" / f"{folder.name}.jsonl", lines)

for name in ("responses", "sign-responses"):
    lines = []
    for case in load(SOURCE / f"{name}.json"):
        case = dict(case)
        if "file" in case:
            case.update(document(SOURCE / case.pop("file")))
        if case.get("key", "").startswith("keys/"):
            case["key"] = case["key"].split("/")[1]
        elif "key" in case:
            case["response"] = (SOURCE / case.pop("key")).read_bytes().decode()
        lines.append(case)
    write(HERE / f"{name}.jsonl", lines)
