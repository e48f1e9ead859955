"""Words that the rooms of search share."""

from typing import Literal

Sort = Literal["relevance", "newest", "oldest", "size"]
Strength = Literal["strong", "weak"]
Group = Literal["asset", "moment"]
Retriever = Literal["dense", "lexical", "names", "visual"]
