PYTHON ?= python3

.PHONY: berichte test lab lock

berichte test lab lock:
	@$(PYTHON) run.py $@
