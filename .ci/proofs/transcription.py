"""Notices when a Rust function has changed and its proof has not, and which proofs have changed.

`accepted.json` is written where all proofs hold. It has a hash of each proved function's tokens, without comments,
documentation and spacing, and of each file of proofs. After a change, transcribe it to the proof and run with
--accept."""
import hashlib
import json
import re
from pathlib import Path

HERE = Path(__file__).parent
SOURCE = HERE.parent.parent / "src" / "arithmetic"
RECORD = HERE / "accepted.json"


def functions(path):
    """The functions of a Rust file in order, as (name, tokens)."""
    text = re.sub(r"//[^\n]*", "", (SOURCE / path).read_text())
    for start in re.finditer(r"\bfn (\w+)", text):
        depth, opened = 0, False
        for i in range(start.start(), len(text)):
            if text[i] == ";" and not opened and depth == 0:
                break  # a declaration
            if text[i] in "{([":
                opened = opened or text[i] == "{" and depth == 0
                depth += 1
            elif text[i] in "})]":
                depth -= 1
                if opened and depth == 0:
                    tokens = re.findall(r"\w+|[^\w\s]", text[start.start() : i + 1])
                    yield start.group(1), " ".join(tokens)
                    break


def current(transcribed):
    """{"file::function": hash} of every function that a proof names. A name may stand for several in a file."""
    hashes = {}
    for path, names in transcribed.items():
        found = list(functions(path))
        for name in names:
            bodies = [tokens for other, tokens in found if other == name]
            if not bodies:
                raise SystemExit(f"{path} has no function {name}, which a proof transcribes")
            hashes[f"{path}::{name}"] = hashlib.sha256("\n".join(bodies).encode()).hexdigest()
    return hashes


def files():
    """{file: hash} of the proofs."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in HERE.glob("*.py")}


def changed(transcribed):
    """The functions and the files of proofs that differ from the record, or that it lacks or has too many."""
    recorded = json.loads(RECORD.read_text())
    return [
        sorted(name for name in was.keys() | now.keys() if was.get(name) != now.get(name))
        for was, now in ((recorded["functions"], current(transcribed)), (recorded["proofs"], files()))
    ]


def accept(transcribed):
    record = {"functions": current(transcribed), "proofs": files()}
    RECORD.write_text(json.dumps(record, indent=2, sort_keys=True) + "\n")
