"""Makes crates/tasuki-directory/data from two packages of the Python index.

    pip download --no-deps --dest FOLDER japanmap==0.6.0 japancode==0.1.0
    python3 xtask/python/map_data.py FOLDER

Run by hand when the packages change; what it writes is committed. data/README.md tells licences.
"""

import json
import sys
import zipfile
from pathlib import Path

DATA = Path(__file__).parents[2] / "crates/tasuki-directory/data"
# How far an outline may leave the original, in degrees: about 700 metres.
TOLERANCE = 0.007


def member(folder, package, name):
    wheel = next(Path(folder).glob(f"{package}-*.whl"))
    return zipfile.ZipFile(wheel).read(name).decode("utf-8")


def distance(point, start, end):
    """From a point to a segment, with longitudes shortened as they are in the middle of Japan."""
    (x, y), (a, b), (c, d) = [(lon * 0.81, lat) for lon, lat in (point, start, end)]
    length = (c - a) ** 2 + (d - b) ** 2
    along = 0 if length == 0 else max(0, min(1, ((x - a) * (c - a) + (y - b) * (d - b)) / length))
    return ((x - a - along * (c - a)) ** 2 + (y - b - along * (d - b)) ** 2) ** 0.5


def simplified(line):
    """Douglas and Peucker's way; a closed line keeps its start and the point farthest from it."""
    if len(line) < 3:
        return line
    far = max(range(1, len(line) - 1), key=lambda i: distance(line[i], line[0], line[-1]))
    if line[0] != line[-1] and distance(line[far], line[0], line[-1]) <= TOLERANCE:
        return [line[0], line[-1]]
    return simplified(line[: far + 1])[:-1] + simplified(line[far:])


def border(line):
    """Two prefectures share it, each in its own direction: both must get the same points."""
    turned = line[::-1]
    return simplified(line) if line <= turned else simplified(turned)[::-1]


def main(folder):
    points, outlines = json.loads(member(folder, "japanmap", "japanmap/japan.json"))
    names = json.loads(member(folder, "japancode", "japancode/data/prefectures.json"))
    rows = []
    for name, borders in zip(names, outlines, strict=True):
        outline = []
        for _, indices in borders:
            outline += border([tuple(points[i][0]) for i in indices])[:-1]
        written = " ".join(f"{lon * 1000:.0f},{lat * 1000:.0f}" for lon, lat in outline)
        rows.append(f"{int(name['pid']):02}\t{written}\n")
    (DATA / "prefectures.tsv").write_text("".join(rows), encoding="utf-8")

    rows = []
    for town in json.loads(member(folder, "japancode", "japancode/data/municipalities.json")):
        name = town["city"].replace(" ", "")
        code, place = int(town["lgcode"]), f"{town['lng'] * 1000:.0f},{town['lat'] * 1000:.0f}"
        rows.append(f"{code:06}\t{name}\t{town['citykana'].replace(' ', '')}\t{place}\n")
    (DATA / "municipalities.tsv").write_text("".join(sorted(rows)), encoding="utf-8")


main(sys.argv[1])
