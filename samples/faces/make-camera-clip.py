"""Makes a camera clip in which the gestures of a moving portrait come in many orders and at many speeds, so that a session
of any challenge order finds them and no movement repeats to the frame. Usage: make-camera-clip.py PUPPET.mjpeg OUT.mjpeg
(puppet: 640 x 480, 12 fps, 8 s: blink 1.2-1.7 s, one turn 2.2-3.8 s, the other 4.0-5.6 s, open mouth 6.0-7.2 s)"""
import random, subprocess, sys

source, out = sys.argv[1:3]
rng = random.Random(20261122)
rest = [(0.0, 1.1), (7.3, 8.0), (0.3, 1.0)]
gestures = {"blink": (1.1, 2.0), "turnA": (2.0, 3.95), "turnB": (3.9, 5.85), "mouth": (5.85, 7.35)}
orders = [["turnA", "turnB", "mouth"], ["turnB", "mouth", "turnA"], ["mouth", "turnA", "turnB"], ["blink", "turnB", "turnA", "mouth"]]
pieces = [(0.0, 1.1, 1.0)]
for order in orders:
    for name in order:
        start, end = gestures[name]
        pieces.append((start, end, rng.uniform(0.85, 1.25)))
        start, end = rng.choice(rest)
        pieces.append((start, end, rng.uniform(0.85, 1.25)))
graph, labels = [], []
graph.append(f"[0:v]split={len(pieces)}" + "".join(f"[s{i}]" for i in range(len(pieces))))
for i, (start, end, speed) in enumerate(pieces):
    graph.append(f"[s{i}]trim={start}:{end},setpts=(PTS-STARTPTS)/{speed:.3f}[p{i}]")
    labels.append(f"[p{i}]")
graph.append("".join(labels) + f"concat=n={len(pieces)}:v=1,fps=10,scale=656:492,"
             "crop=640:480:x='8+4*sin(n/7.3)+2*sin(n/31)':y='6+3*cos(n/5.1)+2*sin(n/23)',noise=alls=3:allf=t+u:all_seed=7[v]")
subprocess.run(["ffmpeg", "-y", "-v", "error", "-f", "mjpeg", "-framerate", "12", "-i", source,
                "-filter_complex", ";".join(graph), "-map", "[v]", "-q:v", "11", "-f", "mjpeg", out], check=True)
