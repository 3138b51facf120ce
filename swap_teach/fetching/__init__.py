"""Fetch public tables and images: download, check the hash, convert once, keep. Behind `swap-teach fetch`."""

from swap_teach.fetching.download import FetchError, fetch
from swap_teach.fetching.sources import SOURCES

__all__ = ["SOURCES", "FetchError", "fetch"]
