"""The entry point of the ``zhixiao`` command, which starts before anything slow is imported.

The package takes a good while to import, aiohttp the most of it. So the wheel also carries this
file as the top-level module ``zhixiao_command``, which is what the script names: ``--version`` and
``--help`` import neither the package nor click. Nothing but Python's own is imported up here.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.util import find_spec
from io import TextIOWrapper
from itertools import pairwise
from runpy import run_path
from typing import Literal, TypeAlias

Language: TypeAlias = Literal["en", "zh"]

EXTRA = {"click": "cli", "rich": "cli", "pyarrow": "finance", "duckdb": "finance"}
"""Modules that a subcommand doesn't do without, and the extra that each comes with."""
MISSING: dict[Language, str] = {
    "en": "zhixiao: {name} isn't installed: pip install 'zhixiao[{extra}]' brings it",
    "zh": "zhixiao：未安装 {name}，请执行 pip install 'zhixiao[{extra}]'",
}
HELP: dict[Language, str] = {
    "en": """\
Usage: zhixiao [OPTIONS] COMMAND [ARGS]...

Tools for the Zhixiao (知校) payment gateway.

Options:
  --lang [en|zh]  language of what is printed (default: the locale's)
  --version       print the version
  -h, --help      print this page

Commands:
  explain  say what is wrong with a captured request, notification or reply
  inbox    show which payments were handled; run a handler again; remove old ones
  journal  report refunds in flight, and what else the refund journal has open
  orders   export days of orders, check them, compare them with your books
  sandbox  run the gateway on this machine

zhixiao COMMAND --help says more about each.
""",
    "zh": """\
用法：zhixiao [选项] 命令 [参数]...

知校支付网关的命令行工具。

选项：
  --lang [en|zh]  输出语言（默认随系统区域设置）
  --version       显示版本
  -h, --help      显示本页

命令：
  explain  逐步说明抓取到的请求、通知或应答错在何处
  inbox    查看已处理的支付，重新执行处理函数，清理旧记录
  journal  列出退款登记中的在途退款与未决事项
  orders   按日导出订单明细，校验并与账簿对账
  sandbox  在本机运行沙箱网关

各命令的用法见 zhixiao 命令 --help。
""",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: The words behind its name; those of this process if not given.

    Returns:
        The exit code: 0; 1 if something is wrong or wasn't done; 2 if it couldn't start; 3 if it
        didn't do all.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    language = chosen_language(words)
    if isinstance(sys.stdout, TextIOWrapper):  # a character that it can't hold comes as its escape
        sys.stdout.reconfigure(errors="backslashreplace")
    if words == ["--version"]:
        print(f"zhixiao {_version()}")
    elif words in (["--help"], ["-h"]):
        print(HELP[language], end="")
    else:
        return _run(words, language)
    return 0


def chosen_language(words: Sequence[str]) -> Language:
    """Return the language of ``--lang``, otherwise of the locale."""
    for word, following in pairwise([*words, ""]):
        name, _, value = word.partition("=")
        if name == "--lang":
            chosen = value or following
            if chosen in HELP:
                return "zh" if chosen == "zh" else "en"
    return _language_of_locale()


def _language_of_locale() -> Language:
    # Run from its file: importing it would import the package.
    (package,) = getattr(find_spec("zhixiao_async"), "submodule_search_locations", [""])
    file = f"{package}/messages/locale.py"
    language: Language = run_path(file)["language_of_locale"]()
    return language


def _run(words: Sequence[str], language: Language) -> int:
    try:
        from zhixiao_async.cli.commands import run

        return run(words, language, HELP[language])
    except ModuleNotFoundError as error:
        name = (error.name or "").partition(".")[0]
        if name not in EXTRA:
            raise
        print(MISSING[language].format(name=name, extra=EXTRA[name]), file=sys.stderr)
        return 2


def _version() -> str:
    # Half of what --version takes: --help doesn't need it.
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("zhixiao")
    except PackageNotFoundError:
        return "unknown"
