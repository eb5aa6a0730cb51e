"""Facts that outside sources know of a firm, with its consent; see README.md beside this file."""

from api.prefill.source import Fetched, SectionSource, SourceError

__all__ = ["Fetched", "SectionSource", "SourceError"]
