"""Document 004: what is known of files, and verdicts, by hand from the page of APIMart's wan2.7; for the document tests.

The page says of a video to continue what formats it has, how long it lasts, how many pixels a side has, how wide it is to its
height and how large it is; of a sound its formats, how long it lasts and its size. The other four documents say nothing of files.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.contract.documents.case import Body, Json

MODEL = "wan2.7"
CLIP = "https://cdn.example.com/waves.mp4"
CLIP_2 = "https://cdn.example.com/dunes.mov"
SOUND = "https://cdn.example.com/song.mp3"
BY_VIDEO: Body = {"model": MODEL, "prompt": "On they go", "video_urls": [CLIP]}
BY_VIDEOS: Body = {"model": MODEL, "prompt": "On they go", "video_urls": [CLIP, CLIP_2]}
BY_SOUND: Body = {"model": MODEL, "prompt": "They sing", "audio_url": SOUND}
MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class FileCase:
    """A body and what is known of its files. wrong: the path of each error, each once; none is another than `x-media`."""

    name: str
    body: Body
    facts: dict[str, dict[str, Json]]
    wrong: tuple[str, ...] = ()


def _video(name: str, wrong: bool = False, **facts: Json) -> FileCase:
    return FileCase(f"video: {name}", BY_VIDEO, {CLIP: facts}, ("/video_urls/0",) if wrong else ())


def _sound(name: str, wrong: bool = False, **facts: Json) -> FileCase:
    return FileCase(f"sound: {name}", BY_SOUND, {SOUND: facts}, ("/audio_url",) if wrong else ())


CASES: tuple[FileCase, ...] = (
    # Nothing is known
    FileCase("nothing of the video is known", BY_VIDEO, {}),
    FileCase("nothing of the sound is known", BY_SOUND, {}),
    _video("no fact is given"),
    FileCase("something is known of another file", BY_VIDEO, {SOUND: {"seconds": 99}}),
    _video("a fact that is null is unknown", seconds=None),
    # The video: mp4 or mov
    _video("mp4", format="mp4"),
    _video("mov", format="mov"),
    _video("MP4 in capitals", format="MP4"),
    _video("avi", True, format="avi"),
    _video("webm", True, format="webm"),
    _video("gif", True, format="gif"),
    # from 2 to 10 seconds
    _video("2 s", seconds=2),
    _video("10 s", seconds=10),
    _video("5.5 s", seconds=5.5),
    _video("1.99 s", True, seconds=1.99),
    _video("10.01 s", True, seconds=10.01),
    _video("0 s", True, seconds=0),
    _video("12.5 s", True, seconds=12.5),
    # each side from 240 to 4096 pixels
    _video("240 x 240", width=240, height=240),
    _video("4096 x 4096", width=4096, height=4096),
    _video("240 wide, its height unknown", width=240),
    _video("239 wide", True, width=239),
    _video("239 high", True, height=239),
    _video("4097 wide", True, width=4097),
    _video("4097 high", True, height=4097),
    _video("239 x 239", True, width=239, height=239),
    _video("1280 x 720", width=1280, height=720),
    # from 1:8 to 8:1
    _video("1920 x 240, 8:1", width=1920, height=240),
    _video("240 x 1920, 1:8", width=240, height=1920),
    _video("1921 x 240, more than 8:1", True, width=1921, height=240),
    _video("240 x 1921, less than 1:8", True, width=240, height=1921),
    _video("4096 x 512, 8:1", width=4096, height=512),
    _video("4096 x 511, more than 8:1", True, width=4096, height=511),
    # up to 100 MB
    _video("100 MB", bytes=100 * MB),
    _video("a byte more than 100 MB", True, bytes=100 * MB + 1),
    _video("0 bytes", bytes=0),
    # all at once, and of several only those that are wrong
    _video("all is right", seconds=8, width=1920, height=1080, bytes=40 * MB, fps=30, format="mp4"),
    _video("all is wrong", True, seconds=11, width=100, height=5000, bytes=200 * MB, fps=30, format="mkv"),
    _video("any number of frames per second", fps=240),
    FileCase(
        "the second of two is wrong", BY_VIDEOS, {CLIP: {"seconds": 3}, CLIP_2: {"seconds": 11}}, ("/video_urls/1",)
    ),
    FileCase(
        "both are wrong",
        BY_VIDEOS,
        {CLIP: {"seconds": 1}, CLIP_2: {"format": "mp3"}},
        ("/video_urls/0", "/video_urls/1"),
    ),
    # The sound: wav or mp3
    _sound("mp3", format="mp3"),
    _sound("wav", format="wav"),
    _sound("ogg", True, format="ogg"),
    _sound("m4a", True, format="m4a"),
    # from 2 to 30 seconds
    _sound("2 s", seconds=2),
    _sound("30 s", seconds=30),
    _sound("1.9 s", True, seconds=1.9),
    _sound("30.5 s", True, seconds=30.5),
    # no more than 15 MB
    _sound("15 MB", bytes=15 * MB),
    _sound("a byte more than 15 MB", True, bytes=15 * MB + 1),
    _sound("all is right", seconds=20, bytes=3 * MB, format="mp3"),
    _sound("all is wrong", True, seconds=31, bytes=16 * MB, format="flac"),
)
