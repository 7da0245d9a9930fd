"""How many messages a second one core renders. Run: python -m bench.render [seconds per line]

The baseline is what a straightforward program does with the same text: put the values in, then
let markdown-it turn it into HTML (CommonMark, no typography, no escaping of values, no plain
text). Every line says how many times faster or slower than that it is, measured in the same run.
"""

import sys
import time
from collections.abc import Callable

from markdown_it import MarkdownIt

from bench.results import Figure, save
from notify.rendering.branding import Branding
from notify.rendering.document import render_document
from notify.rendering.email import compile_email
from notify.rendering.pair import compile_email_pair
from notify.rendering.placeholders import by_key
from notify.rendering.sms import compile_sms, count_sms

BODY = """# Your application for ((benefit))

Dear ((name)),

We received your application on **((date))**. Your file number is ((number)). It's safe to keep
this email - you don't need to answer it.

## What happens next

* We check your documents
* We may call you at the number you gave
* You get our decision by mail

^ Follow your file in [your account](https://account.example/files/((number))), or read
https://www.example/benefits/after-you-apply for the usual waiting times.

---

[[fr]]
# Votre demande

Nous avons reçu votre demande. C'est noté, ((name)).

1. Nous vérifions vos documents
2. Nous prenons une décision
[[/fr]]
"""
VALUES = {
    "name": "Zoé Tremblay",
    "benefit": "childcare",
    "date": "2026-11-23",
    "number": "A-204711",
}
MARKED = VALUES | {"name": "**Zoé** Tremblay"}
SMS = "((name)), your appointment is on ((date)). Reply STOP to stop. Votre rendez-vous: ((date))."


def lines() -> dict[str, Callable[[], object]]:
    """Name what is measured; the first is the baseline."""
    email, sms = compile_email("Your file ((number))", BODY), compile_sms(SMS)
    pair = compile_email_pair(email, email)
    markdown = MarkdownIt()

    def baseline() -> str:
        return markdown.render(email.body(VALUES))

    def parts(values: dict[str, str]) -> None:
        email.subject(values)
        email.html(values)
        email.plain_text(values)

    def whole() -> str:
        return render_document(
            fragment=email.html(VALUES),
            subject=email.subject(VALUES),
            preheader=email.preheader(VALUES),
            branding=Branding(),
            language="en",
            asset_url="https://assets.example",
        )

    def both() -> None:
        pair.html(VALUES)
        pair.plain_text(VALUES)

    def anew() -> None:
        known = by_key(VALUES)
        email._html.render_anew(known)
        email._plain_text.render_anew(known)

    return {
        "baseline: markdown-it, HTML only": baseline,
        "email: subject, HTML, plain text": lambda: parts(VALUES),
        "email: whole document and preheader": whole,
        "email in both languages": both,
        "email: a value that holds Markdown": lambda: parts(MARKED),
        "email: nothing prepared, HTML and text": anew,
        "email: compiling a template": lambda: compile_email("Your file ((number))", BODY),
        "text message": lambda: sms.text(VALUES, "Parks"),
        "text message, counted": lambda: count_sms(sms.text(VALUES, "Parks")),
    }


def measure(run: Callable[[], object], seconds: float) -> float:
    """Return runs a second, the best of three parts of the time."""
    run()
    best = 0.0
    for _ in range(3):
        done, started = 0, time.perf_counter()
        while (spent := time.perf_counter() - started) < seconds / 3:
            run()
            done += 1
        best = max(best, done / spent)
    return best


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 1.5
    rates = {name: measure(run, seconds) for name, run in lines().items()}
    baseline = next(iter(rates.values()))
    print(f"{'':42}{'a second':>10}{'µs each':>10}{'x baseline':>12}")
    for name, rate in rates.items():
        print(f"{name:42}{rate:>10,.0f}{1e6 / rate:>10,.1f}{rate / baseline:>12.2f}")
    save("render", {name: Figure(rate, "/s", baseline) for name, rate in rates.items()})


if __name__ == "__main__":
    main()
