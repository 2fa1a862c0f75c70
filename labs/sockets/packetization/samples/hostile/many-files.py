# case: 6
# does: makes 100,000 empty files, then 10,000 nested folders, so deep that no path can name them.
# expect: limit:files
# or: finished (where files are not counted; then the clean-up must not recurse or take long)
import os

home = os.open(".", os.O_RDONLY)
for folder in (".", "/tmp"):
    try:
        os.fchdir(home)
        os.chdir(folder)
        os.mkdir("many")
        os.chdir("many")
        for number in range(100_000):
            os.close(os.open(f"file-{number}", os.O_CREAT | os.O_WRONLY, 0o600))
        print(f"{folder}: 100,000 files", flush=True)
        for depth in range(10_000):
            os.mkdir("deeper")
            os.chdir("deeper")
        print(f"{folder}: 10,000 levels", flush=True)
    except OSError as error:
        print(f"{folder}: {error}", flush=True)
