"""How the documentation is built: ``nox -s docs``."""

from __future__ import annotations

from crosstie import __version__

project = "crosstie"
author = "The crosstie authors"
copyright = author  # noqa: A001 - Sphinx asks for this name
version = release = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.doctest", "sphinx.ext.napoleon"]
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = "crosstie"

# Some words name an error and a stored record alike (Conflict): docstrings use the short name, as Python code does.
suppress_warnings = ["ref.python"]

myst_enable_extensions = ["deflist"]
myst_heading_anchors = 3

# Examples in docstrings are run by the tests, with the names of their module around them; those of the pages here.
doctest_test_doctest_blocks = ""

autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_typehints_format = "short"
autodoc_class_signature = "separated"
napoleon_numpy_docstring = False
napoleon_use_ivar = True  # attributes are described once, in the class's own text
