import json
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from auth.keys import SigningKeyUnusable, signing_key, verification_keys


def key_file(home: Path) -> Path:
    (path,) = home.iterdir()
    return path


def test_makes_a_key_once_that_only_its_owner_can_read(tmp_path: Path) -> None:
    first = signing_key(tmp_path)
    assert signing_key(tmp_path).kid == first.kid
    assert stat.S_IMODE(key_file(tmp_path).stat().st_mode) == 0o600


def test_processes_that_start_together_end_up_with_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as starts:
        keys = list(starts.map(signing_key, [tmp_path / "home"] * 8))
    assert len({key.kid for key in keys}) == 1
    assert len(list((tmp_path / "home").iterdir())) == 1


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660])
def test_refuses_a_key_that_others_can_read(tmp_path: Path, mode: int) -> None:
    signing_key(tmp_path)
    key_file(tmp_path).chmod(mode)
    with pytest.raises(SigningKeyUnusable, match="chmod 600"):
        signing_key(tmp_path)


@pytest.mark.parametrize(
    "content", ["", "{}", "[]", "null", '{"kty": "EC"}', '{"kty": "oct", "k": "c2VjcmV0"}', "x" * 99]
)
def test_refuses_a_file_that_holds_no_key(tmp_path: Path, content: str) -> None:
    signing_key(tmp_path)
    key_file(tmp_path).write_text(content)
    with pytest.raises(SigningKeyUnusable, match="does not hold"):
        signing_key(tmp_path)


def test_refuses_the_public_half_alone(tmp_path: Path) -> None:
    public = signing_key(tmp_path).as_dict(private=False)
    key_file(tmp_path).write_text(json.dumps(public))
    with pytest.raises(SigningKeyUnusable):
        signing_key(tmp_path)


def test_publishes_no_secret(tmp_path: Path) -> None:
    (published,) = verification_keys(signing_key(tmp_path)).as_dict()["keys"]
    assert "d" not in published
    assert published["kid"] == signing_key(tmp_path).kid
