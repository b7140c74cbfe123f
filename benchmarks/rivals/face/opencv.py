"""The six models as a Python user would run them: python3-opencv (cv2.dnn), one thread. Speaks as serve.cjs does.
python3 opencv.py PICTURE...   (MODELS names the folder of fr_*.onnx)"""
import os
import sys
import time

import cv2
import numpy as np

cv2.setNumThreads(1)
NETS = {n: cv2.dnn.readNetFromONNX(os.path.join(os.environ["MODELS"], f"fr_{n}.onnx"))
        for n in ("detect", "landmark", "liveness", "eye", "pose", "feature")}
ARCFACE = np.array([[38.2946, 51.6963], [73.5318, 51.5014], [56.0252, 71.7366], [41.5493, 92.3655], [70.7299, 92.2041]], np.float32)
SCALE = np.array([1 / (255 * .229), 1 / (255 * .224), 1 / (255 * .225)], np.float32).reshape(1, 3, 1, 1)
OFFSET = np.array([.485 / .229, .456 / .224, .406 / .225], np.float32).reshape(1, 3, 1, 1)


def run(name, blob, outputs=None):
    NETS[name].setInput(blob)
    return NETS[name].forward(outputs) if outputs else NETS[name].forward()


def softmax(x):
    e = np.exp(x - x.max())
    return e / e.sum()


def angle(logits):
    return float((softmax(logits.ravel()) * np.arange(66)).sum() * 3 - 99)


def crop(image, x, y, w, h, side):
    height, width = image.shape[:2]
    x, y = max(0, int(x)), max(0, int(y))
    return cv2.resize(image[y:min(height, y + max(1, int(h))), x:min(width, x + max(1, int(w)))], (side, side))


def gray(image, scale):
    return cv2.dnn.blobFromImage(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), scale)


def detect(image):
    height, width = image.shape[:2]
    blob = cv2.dnn.blobFromImage(cv2.resize(image, (320, 240)), 1 / 128., (320, 240), (127, 127, 127), swapRB=True)
    boxes, scores = run("detect", blob, ["boxes", "scores"])
    likely = np.nonzero(scores[0, :, 1] >= .65)[0]
    if not len(likely):
        return 0, None
    rects = [[float(boxes[0, i, 0]), float(boxes[0, i, 1]), float(boxes[0, i, 2] - boxes[0, i, 0]), float(boxes[0, i, 3] - boxes[0, i, 1])] for i in likely]
    kept = np.array(cv2.dnn.NMSBoxes([[int(v * 10000) for v in r] for r in rects], [float(scores[0, i, 1]) for i in likely], .65, .4)).ravel()
    x, y, w, h = rects[max(kept, key=lambda i: rects[i][2] * rects[i][3])]
    cx, cy, side = (x + w / 2) * width, (y + h / 2) * height, h * height
    x, y = max(0, cx - side / 2), max(0, cy - side / 2)
    return len(kept), (x, y, min(width - 1, cx + side / 2) - x, min(height - 1, cy + side / 2) - y)


def analyse(jpeg):
    image = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    height, width = image.shape[:2]
    count, face = detect(image)
    if not count:
        return 0
    x, y, w, h = face
    marks = run("landmark", gray(crop(image, x, y, w, h, 64), 1 / 256.)).reshape(68, 2) * np.array([w, h]) + np.array([x, y])
    scale = min((height - 1) / h, (width - 1) / w, 2.7)
    left = min(max(0, x + w / 2 - w * scale / 2), width - 1 - w * scale)
    top = min(max(0, y + h / 2 - h * scale / 2), height - 1 - h * scale)
    softmax(run("liveness", cv2.dnn.blobFromImage(crop(image, left, top, w * scale, h * scale, 128))).ravel())
    eyes = marks[[37, 38, 40, 41]].mean(0), marks[[43, 44, 46, 47]].mean(0)
    for centre, side in zip(eyes, ((marks[39, 0] - marks[36, 0]) * 1.6, (marks[45, 0] - marks[42, 0]) * 1.6)):
        run("eye", gray(crop(image, centre[0] - side / 2, centre[1] - side / 2, side, side, 24), 1 / 255.))
    blob = cv2.dnn.blobFromImage(crop(image, x - w / 4, y - h / 4, w * 1.5, h * 1.5, 224), swapRB=True) * SCALE - OFFSET
    [angle(v) for v in run("pose", blob.astype(np.float32), ["output", "617", "618"])]
    points = np.array([eyes[0], eyes[1], marks[30], (marks[48] + marks[60]) / 2, (marks[54] + marks[64]) / 2], np.float32)
    matrix, _ = cv2.estimateAffinePartial2D(points, ARCFACE, method=cv2.LMEDS)
    template = run("feature", cv2.dnn.blobFromImage(cv2.warpAffine(image, matrix, (112, 112)), 1 / 128., (112, 112), (127, 127, 127))).ravel()
    np.linalg.norm(template)
    return count


pictures = [open(file, "rb").read() for file in sys.argv[1:]]
print("READY", flush=True)
for line in sys.stdin:
    cpu, start = time.process_time(), time.perf_counter()
    faces = analyse(pictures[int(line)])
    print((time.perf_counter() - start) * 1e3, (time.process_time() - cpu) * 1e3, faces, flush=True)
