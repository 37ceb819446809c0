"""What the market costs beside the least that its server and its databases could do: `make bench`.

Everything runs on databases and folders of its own, on this machine only, and is swept up after.
Ratios are taken in one run, because a busy machine slows both sides alike.
"""
