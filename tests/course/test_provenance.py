from swap_teach.course.provenance import package_versions, provenance


def test_what_is_not_installed_is_said_to_be():
    assert package_versions(("no-such-package",)) == {"no-such-package": "not installed"}


def test_the_line_has_profile_seed_versions_and_data():
    line = provenance("quick", 3)
    assert line.startswith("Provenance: profile quick; seed 3; swap_teach ")
    assert len(line.rsplit("; data ", 1)[1]) == 12
    assert "\n" not in line
