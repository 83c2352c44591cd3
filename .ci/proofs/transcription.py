"""Notices when a Rust function has changed and its proof has not.

`transcribed.json` has a hash of each proved function's tokens, without comments, documentation and spacing. After a
change, transcribe it to the proof, see that it proves, and run with --accept."""
import hashlib
import json
import re
from pathlib import Path

HERE = Path(__file__).parent
SOURCE = HERE.parent.parent / "src" / "arithmetic"
RECORD = HERE / "transcribed.json"


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


def changed(transcribed):
    """The functions that differ from the record, or that it lacks or has too many."""
    recorded, now = json.loads(RECORD.read_text()), current(transcribed)
    return sorted(name for name in recorded.keys() | now.keys() if recorded.get(name) != now.get(name))


def accept(transcribed):
    RECORD.write_text(json.dumps(current(transcribed), indent=2, sort_keys=True) + "\n")
