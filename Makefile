# The same verbs without make (Windows): python course.py course | test | lab | stick | clean
PYTHON  ?= python3
PROFILE ?= quick
ARGS    ?=

.PHONY: course test lab stick clean write constraints checksums mini-benchmark

# Run every lesson and make the pages. PROFILE=full runs full sizes, ARGS="02 03" only these lessons.
course:
	@PROFILE=$(PROFILE) $(PYTHON) course.py course $(ARGS)

# Run every test. ARGS="-k patterns" goes to pytest.
test:
	@$(PYTHON) course.py test $(ARGS)

# Open JupyterLab on my-course/, your own copies of the lessons.
lab:
	@$(PYTHON) course.py lab $(ARGS)

# A copy of the course with all its packages, for a room without a network. ARGS=/media/stick
stick:
	@$(PYTHON) course.py stick $(ARGS)

# Remove what was built; ARGS=--all also the environment. my-course/ stays.
clean:
	@$(PYTHON) course.py clean $(ARGS)

# For developers: run the committed notebooks again in place; write constraints.txt, write data/SHA256SUMS.
write constraints checksums:
	@$(PYTHON) course.py $@ $(ARGS)

# Train the self-made benchmark, or go on with it (hours; stop it whenever you like). ARGS="--cells 1000 --workers 2"
mini-benchmark:
	@$(PYTHON) course.py mini-benchmark $(ARGS)
