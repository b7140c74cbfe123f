"""Makes a camera clip in which the gestures of a moving portrait come in many orders, each with a height, a hold and a speed of its own,
so that a session of any challenge order finds them and no movement repeats. Usage: make-camera-clip.py PUPPET.mjpeg OUT.mjpeg
(puppet: 640 x 480, 12 fps, 8 s: blink 1.2-1.7 s, one turn 2.2-3.8 s, the other 4.0-5.6 s, open mouth 6.0-7.2 s)"""
import math, os, random, subprocess, sys, tempfile

FPS, SECONDS, PUPPET_FPS, CAMERA_FPS = 15, 50, 12, 30
source, out = sys.argv[1:3]
rng = random.Random(20261122)
gestures = {"blink": (1.2, 1.7), "turnA": (2.2, 3.8), "turnB": (4.0, 5.6), "mouth": (6.0, 7.2)}
rests = [(0.0, 1.1), (7.3, 7.9)]

def gesture(name):
    """Seconds of the puppet, one a frame: up to a height of its own, held with a little unrest, and down again."""
    start, end = gestures[name]
    height = 1.0 if name == "blink" else rng.uniform(0.66, 1.0)
    rise, hold, fall = ([rng.uniform(0.1, 0.2), 0.1, rng.uniform(0.1, 0.2)] if name == "blink"
                        else [rng.uniform(0.35, 0.8), rng.uniform(0.5, 0.9), rng.uniform(0.35, 0.9)])
    bend_up, bend_down, phase = rng.uniform(0.7, 1.6), rng.uniform(0.7, 1.6), rng.uniform(0, 6)
    heights = [height * (i / (rise * FPS)) ** bend_up for i in range(int(rise * FPS))]
    heights += [height * (1 - 0.08 * (1 + math.sin(phase + 1.7 * i))) for i in range(int(hold * FPS))]
    heights += [height * (1 - i / (fall * FPS)) ** bend_down for i in range(int(fall * FPS))]
    # the puppet moves as a half sine; its way back shows the same heights with other pixels
    down_from = len(heights) - int(fall * FPS)
    arc = [math.asin(min(1.0, h)) / math.pi for h in heights]
    return [start + (end - start) * (u if i < down_from else 1 - u) for i, u in enumerate(arc)]

def rest():
    start, end = rng.choice(rests)
    length = int(rng.uniform(0.5, 1.0) * FPS)
    return [start + (end - start) * i / length for i in range(length)]

times, last = rest() + rest(), None
while len(times) < FPS * SECONDS:
    order = ["turnA", "turnB", "mouth"] + (["blink"] if rng.random() < 0.5 else [])
    rng.shuffle(order)
    for name in order:
        if name != last:
            times += gesture(name) + rest()
            last = name

with tempfile.TemporaryDirectory() as folder:
    subprocess.run(["ffmpeg", "-v", "error", "-f", "mjpeg", "-framerate", str(PUPPET_FPS), "-i", source, "-c", "copy", folder + "/p%03d.jpg"], check=True)
    count = len(os.listdir(folder))
    for i, t in enumerate(times[:FPS * SECONDS]):
        os.link(f"{folder}/p{min(count, 1 + round(t * PUPPET_FPS)):03d}.jpg", f"{folder}/o{i:04d}.jpg")
    subprocess.run(["ffmpeg", "-y", "-v", "error", "-framerate", str(FPS), "-i", folder + "/o%04d.jpg",
                    "-vf", "scale=656:492,crop=640:480:x='8+4*sin(n/10.9)+2*sin(n/47)':y='6+3*cos(n/7.7)+2*sin(n/35)',noise=alls=2:allf=t+u:all_seed=7",
                    "-q:v", "15", folder + "/f%04d.jpg"], check=True)
    # a browser's fake camera takes 30 pictures a second from such a file: each is shown twice
    with open(out, "wb") as clip:
        for i in range(FPS * SECONDS):
            picture = open(f"{folder}/f{i + 1:04d}.jpg", "rb").read()
            clip.write(picture * (CAMERA_FPS // FPS))
