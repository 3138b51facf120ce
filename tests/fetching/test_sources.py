import re

from swap_teach.benchmarks import FILES
from swap_teach.fetching.sources import SOURCES


def test_every_file_is_pinned_and_every_table_is_one_that_is_looked_up():
    looked_up = {*FILES.values(), *(f"images/cifar{n}_{split}.npz" for n in (10, 100) for split in ("train", "test"))}
    for source in SOURCES.values():
        assert source.credit
        assert set(source.tables) <= looked_up
        for file in source.files:
            assert re.fullmatch("[0-9a-f]{64}", file.sha256)
            assert all(url.startswith("https://") and url.endswith(f"/{file.name}") for url in file.urls)
            for url in file.urls:
                if "github" in url or "jsdelivr" in url:
                    assert re.search("[/@][0-9a-f]{40}/", url), f"{url} isn't pinned to a commit"
