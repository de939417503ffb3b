"""Makes the pictures of the documents, from real scans of the demo estate. Run by hand after a report has changed:

    cargo build --package skytally
    python docs/pictures/make.py --skytally PATH_OF_THE_PROGRAM [--chromium chromium]

The Python is one with the packages of demo/requirements.txt. It starts the emulator, fills it, scans it twice and
writes scan-table.svg (the terminal's text as it is, with its colours) and scan-html.png (by headless Chromium).
"""

import argparse
import fcntl
import html
import os
import pty
import re
import struct
import subprocess
import sys
import tempfile
import termios
from pathlib import Path

HERE = Path(__file__).resolve().parent
DEMO = HERE.parents[1] / "demo"
ROLES = ["arn:aws:iam::%s:role/SkytallyRead" % account for account in ("123456789012", "111122223333", "222233334444")]
EXTERNAL_ID = "skytally-demo"
BYTES_MAX = 300_000

COLUMNS, ROWS = 116, 48
# The cut of the terminal's text: at most so many lines from the top, and the end, without its longest table.
LINES_FROM_TOP, TAIL_FROM, LEFT_OUT_FROM, LEFT_OUT_TO = 36, "── NOT SEEN", "SERVICE", "Possible savings"
CELL_WIDTH, CELL_HEIGHT, FONT_SIZE, MARGIN = 7.8, 18, 13, 18
BACKGROUND, TEXT, DIM = "#10161d", "#d7dee6", "#8593a1"
COLOURS = {
    "31": "#f0604d", "32": "#57c793", "33": "#e0b04a", "34": "#6ea8fe", "35": "#b8a2ff", "36": "#5cc8d7", "91": "#ff7f8f",
}
HTML_SIZE = "1200,1172"


def environment():
    """The environment without the user's own AWS settings, and with credentials that only the emulator takes."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    env.pop("NO_COLOR", None)
    env.update(AWS_ACCESS_KEY_ID="demo", AWS_SECRET_ACCESS_KEY="demo", AWS_REGION="us-east-1", TERM="xterm-256color",
               AWS_CONFIG_FILE=os.devnull, AWS_SHARED_CREDENTIALS_FILE=os.devnull, AWS_EC2_METADATA_DISABLED="true")
    return env


def in_terminal(command):
    """What a program prints into a terminal of a fixed size, and its exit status."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=theirs, env=environment())
    os.close(theirs)
    said = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:  # Linux says so when the other side is closed.
            break
        if not piece:
            break
        said += piece
    os.close(ours)
    return said.decode().replace("\r\n", "\n"), child.wait()


def cut(text):
    """The top and the end of the report, with marks where lines are left out."""
    lines = text.rstrip("\n").split("\n")
    plain = [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in lines]

    def starts(heading):
        return next(at for at, line in enumerate(plain) if line.startswith(heading))

    def mark(count):
        return ["\x1b[2m    ⋮  %d more lines\x1b[0m" % count, ""]

    top = LINES_FROM_TOP
    while plain[top - 1].strip():  # Not in the middle of a check.
        top -= 1
    tail, out, back = starts(TAIL_FROM), starts(LEFT_OUT_FROM), starts(LEFT_OUT_TO)
    return lines[:top] + mark(tail - top) + lines[tail:out] + mark(back - out) + lines[back:]


def runs(line):
    """The pieces of a line that have one style: column, text, style."""
    column, style = 0, ""
    for piece in re.split(r"(\x1b\[[0-9;]*m)", line):
        codes = re.fullmatch(r"\x1b\[([0-9;]*)m", piece)
        if not codes:
            if piece.strip():
                indent = len(piece) - len(piece.lstrip())
                yield column + indent, piece.strip(), style
            column += len(piece)
            continue
        for code in codes[1].split(";"):
            if code in ("", "0"):
                style = ""
            elif code in ("1", "2"):
                style += " b" if code == "1" else " d"
            else:
                style += " c" + code


def svg(lines):
    """The lines as a picture. Every piece has its length set, so that the columns stand whatever the font is."""
    width, height = COLUMNS * CELL_WIDTH + 2 * MARGIN, len(lines) * CELL_HEIGHT + 2 * MARGIN
    rules = ["text { font: %dpx ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace; fill: %s; white-space: pre }"
             % (FONT_SIZE, TEXT), ".b { font-weight: bold }", ".d { fill: %s }" % DIM]
    rules += [".c%s { fill: %s }" % colour for colour in COLOURS.items()]
    out = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img">' % (width, height),
           "<title>skytally scan of the demo estate, in a terminal</title>", "<style>%s</style>" % " ".join(rules),
           '<rect width="100%%" height="100%%" rx="8" fill="%s"/>' % BACKGROUND]
    for at, line in enumerate(lines):
        baseline = MARGIN + at * CELL_HEIGHT + FONT_SIZE
        for column, text, style in runs(line):
            out.append('<text x="%.1f" y="%d" textLength="%.1f" lengthAdjust="spacingAndGlyphs"%s>%s</text>' % (
                MARGIN + column * CELL_WIDTH, baseline, len(text) * CELL_WIDTH,
                ' class="%s"' % style.strip() if style else "", html.escape(text)))
    return "\n".join(out + ["</svg>", ""])


def emulator():
    """A filled emulator and its address."""
    process = subprocess.Popen([sys.executable, DEMO / "emulator.py", "--port", "0"], stdout=subprocess.PIPE, text=True)
    url = next((word for word in process.stdout.readline().split() if word.startswith("http://")), None)
    if url is None:
        sys.exit("the emulator ended before it listened")
    subprocess.run([sys.executable, DEMO / "seed.py", "--endpoint", url], check=True)
    return process, url


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--skytally", type=Path, required=True, help="the program")
    parser.add_argument("--chromium", default="chromium", help="Chromium or Chrome")
    args = parser.parse_args()
    process, url = emulator()
    try:
        scan = [args.skytally, "scan", "--quiet", "--endpoint-url", url, "--external-id", EXTERNAL_ID]
        for role in ROLES:
            scan += ["--role-arn", role]
        text, status = in_terminal(scan)
        if status not in (0, 4):
            sys.exit("the scan ended with status %d" % status)
        (HERE / "scan-table.svg").write_text(svg(cut(text)))
        with tempfile.TemporaryDirectory() as folder:
            page = Path(folder) / "scan.html"
            subprocess.run(scan + ["--format", "html", "--output", page], env=environment())
            subprocess.run([args.chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
                            "--hide-scrollbars", "--window-size=" + HTML_SIZE, "--user-data-dir=" + folder,
                            "--screenshot=%s" % (HERE / "scan-html.png"), page.as_uri()], check=True)
    finally:
        process.terminate()
        process.wait()
    for picture in ("scan-table.svg", "scan-html.png"):
        size = (HERE / picture).stat().st_size
        print("%s: %d bytes" % (picture, size))
        if size > BYTES_MAX:
            sys.exit("%s is larger than %d bytes" % (picture, BYTES_MAX))


if __name__ == "__main__":
    main()
