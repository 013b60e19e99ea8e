"""The dossier and its verifier, run as anybody would run it: a script in a process of its own."""

from __future__ import annotations

import base64
import hashlib
import importlib.util
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.model import Block, BlockKind, Cell, Document
from review.audit import dossier, note
from review.audit.canonical import canonical
from review.keys import SystemKey
from tests.audit.audit_sample import Story, document, signer_of

Edit = Callable[[dict[str, bytes]], None]


@pytest.fixture(scope="module")
def story() -> Story:
    made = Story()
    made.play()
    return made


@pytest.fixture(scope="module")
def good(story: Story) -> bytes:
    return story.build()


@pytest.fixture(scope="module")
def verifier() -> ModuleType:
    """The script loaded as a module, for the many cases where a process each would be slow."""
    path = Path(dossier.__file__).with_name("verify_dossier.py")
    spec = importlib.util.spec_from_file_location("dossier_verifier_under_test", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def unzip(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pack(files: dict[str, bytes], path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def relist(files: dict[str, bytes]) -> None:
    """Make manifest.json fit again, as somebody without the system key can."""
    listed = {n: hashlib.sha256(d).hexdigest() for n, d in files.items() if not n.startswith("manifest.")}
    files["manifest.json"] = json.dumps({"format": "sanshen-manifest/1", "files": listed}).encode()


def reseal(files: dict[str, bytes], key: SystemKey) -> None:
    """Make the seal fit too, as only the system itself can."""
    relist(files)
    number = json.loads(files["dossier.json"])["number"]
    files["manifest.sig"] = note.sign(dossier.seal_text(number, files["manifest.json"]), key).encode()


def run(*arguments: object, script: Path | None = None) -> tuple[int, str]:
    script = script or Path(dossier.__file__).with_name("verify_dossier.py")
    command = [sys.executable, "-I", str(script), *map(str, arguments)]
    done = subprocess.run(
        command, capture_output=True, timeout=60, env={"PYTHONIOENCODING": "utf-8"}, check=False
    )
    assert not done.stderr, done.stderr.decode()
    return done.returncode, done.stdout.decode()


def problems(verifier: ModuleType, files: dict[str, bytes], vkey: str | None = None) -> dict[str, list[str]]:
    """Title of each failed check → what it says."""
    parts = verifier.Dossier(files, vkey)
    found = {title.split("：")[0]: verifier.problems_of(check, parts) for title, check in verifier.CHECKS}
    return {title: said for title, said in found.items() if said}


def test_untouched_zip_and_folder_pass(good: bytes, story: Story, tmp_path: Path) -> None:
    path = tmp_path / "档案 2026-0001.zip"
    path.write_bytes(good)
    status, output = run(path)
    assert status == 0, output
    assert output.count("✓") == 11
    assert "✗" not in output
    assert story.log.key.vkey in output
    folder = tmp_path / "unpacked"
    with zipfile.ZipFile(path) as archive:
        archive.extractall(folder)
    (folder / ".DS_Store").write_bytes(b"left by a file manager")
    assert run(script=folder / "verify.py") == (status, output)
    assert run(folder, "--vkey", story.log.key.vkey)[0] == 0
    assert run(folder, "--vkey", SystemKey.generate("other.example").vkey)[0] == 1


def test_same_parts_give_the_same_bytes(story: Story) -> None:
    parts = story.parts()
    assert dossier.build(parts, story.log.key) == dossier.build(parts, story.log.key)


def test_draft_that_was_not_released(verifier: ModuleType) -> None:
    story = Story()
    story.play(skip=("issue",))
    files = unzip(story.build(released=False))
    assert "release.json" not in files
    assert problems(verifier, files) == {}


def flip_middle(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


def test_every_file_flipped_cut_and_deleted(verifier: ModuleType, good: bytes) -> None:
    original = unzip(good)
    for name in original:
        for edit in (
            flip_middle,
            lambda data: data[:-1],
            lambda data: data + b"\n",
        ):
            files = original | {name: edit(original[name])}
            assert problems(verifier, files), name
            relist(files)
            assert problems(verifier, files), f"{name} with a manifest made to fit"
        files = {n: d for n, d in original.items() if n != name}
        assert any(name in text for said in problems(verifier, files).values() for text in said), name
        relist(files)
        assert problems(verifier, files), f"{name} deleted with a manifest made to fit"


def test_files_added_and_swapped(verifier: ModuleType, good: bytes) -> None:
    files = unzip(good)
    assert problems(verifier, files | {"extra.txt": b""}) == {"文件清单": ["档案里多出文件：extra.txt"]}
    one, two = "versions/1/original.docx", "versions/2/original.docx"
    swapped = files | {one: files[two], two: files[one]}
    assert "版次" in problems(verifier, swapped)
    relist(swapped)
    assert set(problems(verifier, swapped)) == {"档案封签", "版次"}


def edit_json(name: str, change: Callable[[Any], None]) -> Edit:
    def edit(files: dict[str, bytes]) -> None:
        value = json.loads(files[name])
        change(value)
        files[name] = json.dumps(value, ensure_ascii=False).encode()

    return edit


def edit_event(index: int, change: Callable[[dict[str, Any]], None] | None) -> Edit:
    def edit(files: dict[str, bytes]) -> None:
        lines = [json.loads(line) for line in files["events.jsonl"].decode().splitlines()]
        if change is None:
            del lines[index]
        else:
            change(lines[index])
        files["events.jsonl"] = "".join(
            json.dumps(line, ensure_ascii=False) + "\n" for line in lines
        ).encode()

    return edit


def deep(value: Any, *path: Any, to: Any) -> None:
    for step in path[:-1]:
        value = value[step]
    value[path[-1]] = to


def rewrite_event(event: dict[str, Any]) -> None:
    payload = json.loads(event["payload"]) | {"tag": "draft:other"}
    text = canonical(payload)
    event["payload"], event["leaf_hash"] = text.decode(), hashlib.sha256(b"\0" + text).hexdigest()


# (what is done by somebody who even holds the system key, the check that must notice, a part of what it says)
EDITS: list[tuple[str, Edit, str, str]] = [
    (
        "opinion",
        edit_json("decisions.json", lambda d: deep(d, 3, "statement", "opinion", to="不同意")),
        "审签",
        "签名无效",
    ),
    (
        "signature",
        edit_json("decisions.json", lambda d: deep(d, 3, "signature", to=d[4]["signature"])),
        "审签",
        "签名无效",
    ),
    (
        "key",
        edit_json("decisions.json", lambda d: deep(d, 3, "public_key", to=d[4]["public_key"])),
        "审签",
        "签名无效",
    ),
    ("unvoid", edit_json("decisions.json", lambda d: deep(d, 0, "voided_at", to=None)), "登记", "失效"),
    ("void", edit_json("decisions.json", lambda d: deep(d, 1, "voided_at", to="2026")), "发布", "初审"),
    ("delete a decision", edit_json("decisions.json", lambda d: d.pop(2)), "发布", "复审：没有"),
    ("late", edit_json("decisions.json", lambda d: deep(d, 2, "late", to=True)), "发布", "复审：没有"),
    (
        "hash of a version",
        edit_json("dossier.json", lambda d: deep(d, "versions", 1, "content_hash", to="sha256:0")),
        "版次",
        "第 2 版正文",
    ),
    (
        "text",
        edit_json("versions/2/document.json", lambda d: deep(d, "blocks", 4, "text", to="丙")),
        "版次",
        "第 2 版正文",
    ),
    (
        "pipeline",
        edit_json("dossier.json", lambda d: d["pipeline"]["content"]["stages"].pop(1)),
        "流程",
        "流程哈希",
    ),
    (
        "draft number",
        edit_json("dossier.json", lambda d: deep(d, "number", to="2026-0002")),
        "审签",
        "不是本稿件",
    ),
    ("author", edit_json("dossier.json", lambda d: d["authors"].append({"id": 12})), "分工", "作者签了"),
    ("finding", edit_json("findings.json", lambda d: d.pop()), "审签", "问题清单"),
    (
        "delivered",
        edit_json("release.json", lambda d: deep(d, "receipts", 0, "delivered_sha256", to="0")),
        "发布",
        "folder",
    ),
    (
        "released",
        edit_json("release.json", lambda d: deep(d, "manifest", "version", to=1)),
        "登记",
        "发布清单",
    ),
    (
        "unreleased",
        edit_json("dossier.json", lambda d: deep(d, "released", to=False)),
        "登记",
        "日志里有发布",
    ),
    ("proof", edit_event(2, lambda e: e["proof"].pop()), "事件", "不在检查点"),
    ("leaf", edit_event(2, lambda e: deep(e, "leaf_hash", to="00" * 32)), "事件", "哈希不符"),
    ("payload", edit_event(2, rewrite_event), "事件", "不在检查点"),
    ("index", edit_event(2, lambda e: deep(e, "index", to=4)), "事件", "次序"),
    ("delete an event", edit_event(1, None), "登记", "没有这个签名"),
]


@pytest.mark.parametrize(("edit", "check", "said"), [e[1:] for e in EDITS], ids=[e[0] for e in EDITS])
def test_edit_is_noticed_even_under_a_new_seal(
    verifier: ModuleType, story: Story, *, good: bytes, edit: Edit, check: str, said: str
) -> None:
    files = unzip(good)
    edit(files)
    relist(files)
    assert "档案封签" in problems(verifier, files)
    reseal(files, story.log.key)
    found = problems(verifier, files)
    assert any(said in text for text in found.get(check, [])), found


def test_whole_forgery_needs_the_pinned_key(verifier: ModuleType, good: bytes) -> None:
    forger = SystemKey.generate("sanshen.example/audit")
    files = unzip(good)
    files["vkey.txt"] = forger.vkey.encode()
    reseal(files, forger)
    assert set(problems(verifier, files)) == {"事件"}  # the log's own checkpoint is not the forger's
    own = note.parse_vkey(unzip(good)["vkey.txt"].decode())
    pinned = note.vkey(own.name, own.public_key)
    assert "档案封签" in problems(verifier, files, pinned)


def test_separation_of_duties(verifier: ModuleType) -> None:
    for first, second, said in (
        ("first_review", "final_review", "两次审"),
        ("first_proof", "third_proof", "两次校"),
    ):
        story = Story()
        story.people[second] = story.people[first]
        story.play()
        assert any(said in text for text in problems(verifier, unzip(story.build()))["分工"])
    story = Story()
    story.people["read_through"] = story.people["third_proof"] = story.people["first_review"]
    story.play()
    assert problems(verifier, unzip(story.build())) == {}  # one review, one proof and a reading are allowed
    story = Story()
    story.play(issue={"on_behalf_of": {"id": 5, "name": "作者"}})
    assert "作者签了" in problems(verifier, unzip(story.build()))["分工"][0]


def test_release_without_a_stage_or_with_an_empty_report(verifier: ModuleType) -> None:
    story = Story()
    story.play(skip=("second_proof",), first_review={"fields": {}}, read_through={"verdict": "return"})
    found = problems(verifier, unzip(story.build()))["发布"]
    assert any(text.startswith("二校：没有") for text in found)
    assert any(text.startswith("通读：没有") for text in found)
    assert any("必填项“初审报告”没有填" in text for text in found)


def test_signature_that_the_log_does_not_know(verifier: ModuleType) -> None:
    story = Story()
    story.play()
    story.sign(story.statement(story.pipeline.stages[-1], story.versions()[1]), record=False)
    assert "没有这个签名" in problems(verifier, unzip(story.build()))["登记"][0]


def test_key_of_another_person(verifier: ModuleType) -> None:
    """An insider who signs with a key of his own in another's name contradicts what the log recorded."""
    story = Story()
    story.signers[11] = story.signers[12] = signer_of(99)
    story.play()
    assert any("两个人使用" in text for text in problems(verifier, unzip(story.build()))["分工"])


def test_things_that_are_no_dossier(tmp_path: Path, good: bytes) -> None:
    for name, data in (("empty.zip", b""), ("cut.zip", good[:-200]), ("text.zip", b"PK but not really")):
        (tmp_path / name).write_bytes(data)
        status, output = run(tmp_path / name)
        assert (status, output.startswith("✗ 无法读取档案")) == (1, True)
    assert run(tmp_path / "missing.zip")[0] == 1
    (tmp_path / "folder").mkdir()
    status, output = run(tmp_path / "folder")
    assert status == 1
    assert "缺少文件 manifest.json" in output


def test_zip_with_one_name_twice(tmp_path: Path, good: bytes) -> None:
    path = tmp_path / "twice.zip"
    path.write_bytes(good)
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(path, "a") as archive:
        archive.writestr("README.txt", b"another")
    assert run(path)[0] == 1


def test_tampered_zip_fails_as_a_process(tmp_path: Path, good: bytes) -> None:
    files = unzip(good)
    files["versions/2/original.docx"] += b" "
    status, output = run(pack(files, tmp_path / "bad.zip"))
    assert status == 1
    assert "✗ 文件清单" in output
    assert "文件被改动：versions/2/original.docx" in output
    assert "第 2 版原件的 SHA-256 不符" in output


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_one_flipped_byte_anywhere_in_the_zip(data: st.DataObject) -> None:
    """Either it cannot be read, or a check fails, or it is one of the zip's own bytes that say nothing."""
    module, packed = _shared()
    position = data.draw(st.integers(0, len(packed) - 1))
    flipped = bytearray(packed)
    flipped[position] ^= 1 << data.draw(st.integers(0, 7))
    try:
        files = unzip(bytes(flipped))
    except Exception:  # noqa: BLE001  # every way in which zipfile refuses is fine here
        return
    if files != unzip(packed):
        assert problems(module, files)


def _shared(cache: list[tuple[ModuleType, bytes]] = []) -> tuple[ModuleType, bytes]:  # noqa: B006
    if not cache:
        story = Story()
        story.play()
        spec = importlib.util.spec_from_file_location(
            "verifier_shared", Path(dossier.__file__).with_name("verify_dossier.py")
        )
        assert spec
        assert spec.loader
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        cache.append((module, story.build()))
    return cache[0]


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    cells = st.none() | st.builds(
        Cell, st.integers(0, 9), st.integers(0, 9), st.integers(0, 9), st.integers(1, 3)
    )
    level = st.none() | st.integers(1, 9)
    block = st.builds(
        Block, texts, st.sampled_from(BlockKind), texts, level=level, cell=cells, asset=st.none() | texts
    )
    return Document("txt", tuple(draw(st.lists(block, max_size=6))))


@settings(max_examples=150, deadline=None)
@given(documents())
def test_content_hash_is_that_of_the_model(doc: Document) -> None:
    assert _shared()[0].content_hash(json.loads(doc.to_json())) == doc.content_hash()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


@given(json_values)
def test_canonical_form_is_that_of_the_log(value: Any) -> None:
    assert _shared()[0].canonical(value) == canonical(value)


def test_documents_that_differ_have_other_hashes() -> None:
    assert document("甲").content_hash() != document("乙").content_hash()


def test_verifier_imports_nothing_of_ours() -> None:
    source = Path(dossier.__file__).with_name("verify_dossier.py").read_text(encoding="utf-8")
    names = {line.split()[1].split(".")[0] for line in _imports(source)}
    assert names <= set(sys.stdlib_module_names) | {"cryptography"}


def _imports(source: str) -> Iterator[str]:
    for line in source.splitlines():
        if line.strip().startswith(("import ", "from ")):
            yield line.strip()


def test_odd_format_gets_a_safe_name(verifier: ModuleType) -> None:
    story = Story()
    story.play()
    parts = story.parts()
    versions = [replace(v, format="../../etc") for v in parts.versions]
    files = unzip(dossier.build(replace(parts, versions=versions), story.log.key))
    assert "versions/1/original.bin" in files
    assert problems(verifier, files) == {}


def test_signatures_are_standard_ed25519(good: bytes) -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    for decision in json.loads(unzip(good)["decisions.json"]):
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(decision["public_key"]))
        key.verify(base64.b64decode(decision["signature"]), canonical(decision["statement"]))
