# Two commands matter: `make run` to see it, `make test` to trust it. The rest is for people who change it.
# Every line calls bin/, so that a person, the hooks of an editor and CI run the same thing.

.PHONY: run test check bench endure fuzz package format setup

run:    ; @bin/run
test:   ; @bin/test
check:  ; @bin/check
bench:  ; @bin/bench
endure: ; @bin/endure
fuzz:   ; @bin/fuzz
package:; @bin/package
format: ; @bin/format
setup:  ; @bin/setup
