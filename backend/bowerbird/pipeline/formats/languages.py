"""Programming languages by the suffix of a name or the first line of a script."""

import re
from pathlib import PurePosixPath

_SUFFIXES = {
    "Ada": "ada adb ads",
    "Assembly": "asm s",
    "Bash": "sh bash zsh ksh",
    "C": "c h",
    "C#": "cs",
    "C++": "cc cpp cxx hh hpp hxx",
    "CSS": "css scss sass less",
    "Clojure": "clj cljs cljc",
    "Dart": "dart",
    "Elixir": "ex exs",
    "Erlang": "erl hrl",
    "F#": "fs fsx",
    "Fortran": "f f77 f90 f95 for",
    "Go": "go",
    "Groovy": "groovy gradle",
    "Haskell": "hs",
    "Java": "java",
    "JavaScript": "js jsx mjs cjs",
    "Julia": "jl",
    "Kotlin": "kt kts",
    "Lisp": "lisp lsp el scm",
    "Lua": "lua",
    "OCaml": "ml mli",
    "Objective-C": "m mm",
    "PHP": "php",
    "Pascal": "pas pp",
    "Perl": "pl pm",
    "PowerShell": "ps1 psm1",
    "Prolog": "pro",
    "Python": "py pyi pyw",
    "R": "r",
    "Ruby": "rb",
    "Rust": "rs",
    "SQL": "sql",
    "Scala": "scala sc",
    "Solidity": "sol",
    "Swift": "swift",
    "Tcl": "tcl",
    "TypeScript": "ts tsx mts cts",
    "Verilog": "v sv",
    "Visual Basic": "vb vbs bas",
    "Zig": "zig",
}
_BY_SUFFIX = {f".{suffix}": language for language, suffixes in _SUFFIXES.items() for suffix in suffixes.split()}
_INTERPRETERS = {
    "bash": "Bash",
    "dash": "Bash",
    "julia": "Julia",
    "ksh": "Bash",
    "lua": "Lua",
    "node": "JavaScript",
    "perl": "Perl",
    "php": "PHP",
    "python": "Python",
    "rscript": "R",
    "ruby": "Ruby",
    "sh": "Bash",
    "tclsh": "Tcl",
    "zsh": "Bash",
}
_SHEBANG = re.compile(r"#!\s*\S*/(?:env\s+(?:-\S+\s+)*)?(?:\S*/)?([A-Za-z]+)")


def language_of_name(name: str) -> str | None:
    return _BY_SUFFIX.get(PurePosixPath(name).suffix.lower())


def language_of_script(first_line: str) -> str | None:
    found = _SHEBANG.match(first_line)
    return _INTERPRETERS.get(found.group(1).lower()) if found else None
