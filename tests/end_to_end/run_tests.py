# SPDX-FileCopyrightText: 2026 The Assay Authors
# SPDX-License-Identifier: Apache-2.0
"""usage: run_tests.py MODULE   runs one module of tests; says what was skipped and why.

Exit code: 0 passed, 1 failed, 77 when every test was skipped.
"""
import sys
import unittest

import product


def main():
    if not product.BINARY.exists():
        print(f"no {product.BINARY}: build the target 'assay' first")
        return 1
    suite = unittest.defaultTestLoader.loadTestsFromName(sys.argv[1])
    result = unittest.TextTestRunner(verbosity=2, stream=sys.stdout).run(suite)
    for test, reason in result.skipped:
        print(f"skipped: {test.id()}: {reason}")
    # A class that is skipped as a whole has no tests that ran.
    skipped = sum(isinstance(test, unittest.TestCase) for test, _ in result.skipped)
    if not result.wasSuccessful() or (result.testsRun == 0 and not result.skipped):
        return 1
    return 77 if result.testsRun == skipped else 0


if __name__ == "__main__":
    sys.exit(main())
