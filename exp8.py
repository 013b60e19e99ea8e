# expand pairs8 with pairs1..7 lexicon cross; reuse expand.py logic
