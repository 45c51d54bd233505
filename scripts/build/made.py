"""What each rule makes, in words: the plan before a run and the summary after it count the same."""

from __future__ import annotations

from collections.abc import Mapping

from build.units import size_text

# Rules in the order data flows, with the word for what each makes (one, many).
MADE = {
    "write_script": ("script", "scripts"),
    "refuse_text": ("refused text", "refused texts"),
    "place_script": ("script placed", "scripts placed"),
    "begin_script": ("script begun", "scripts begun"),
    "refuse_episode": ("refused script", "refused scripts"),
    "fetch_model": ("model", "models"),
    "refetch_model": ("model fetched again", "models fetched again"),
    "draw_image": ("picture", "pictures"),
    "speak_line": ("voice", "voices"),
    "import_picture": ("imported picture", "imported pictures"),
    "import_voice": ("imported voice", "imported voices"),
    "listen_take": ("voice heard", "voices heard"),
    "compose_music": ("piece of music", "pieces of music"),
    "make_ambience": ("ambience", "ambiences"),
    "make_insert": ("intro", "intros"),
    "encode_template": ("template", "templates"),
    "cut_clip": ("clip", "clips"),
    "blend_clips": ("transition", "transitions"),
    "join_clips": ("join", "joins"),
    "mix_sound": ("mix", "mixes"),
    "write_subtitles": ("set of subtitles", "sets of subtitles"),
    "write_scene_subtitles": ("scene's subtitles", "scenes' subtitles"),
    "finish_video": ("film", "films"),
    "render_distinct": ("distinct rendition", "distinct renditions"),
    "draw_thumbnails": ("set of thumbnails", "sets of thumbnails"),
    "draw_thumbnail": ("single thumbnail", "single thumbnails"),
    "draw_storyboard": ("storyboard", "storyboards"),
    "draw_charts": ("pair of charts", "pairs of charts"),
    "write_pages": ("page", "pages"),
    "write_review": ("review page", "review pages"),
    "write_review_index": ("review index", "review indexes"),
    "upload_film": ("upload", "uploads"),
    "keep_receipt": ("receipt", "receipts"),
}


def counted(count: Mapping[str, int], sizes: Mapping[str, int] = {}) -> str:
    """Return how much of what is made, as `1 voice, 2 clips`, from the jobs of each rule.

    `sizes` are the bytes that those of a rule fetch or send, as in `1 model (33.0 GB)`. Jobs that
    only put a name on things (links, the target itself) are left out.
    """
    said = [
        f"{count[rule]} {words[count[rule] != 1]}"
        f"{f' ({size_text(sizes[rule])})' if sizes.get(rule) else ''}"
        for rule, words in MADE.items()
        if count.get(rule)
    ]
    return ", ".join(said) or "links only"
