"""Typos (错别字) by statistics: a character n-gram model, candidates that sound or look alike, a small classifier.

No neural weights. `model` is the file, `search` proposes changes, `decide` judges them, `checks/rules/typos.py`
reports them; `train` and `fit` make the file.
"""
