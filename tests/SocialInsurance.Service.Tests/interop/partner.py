"""Drives the partners' services with the official Python client; prints one JSON document.

python3 partner.py ADDRESS KEY

Messages are made at run time from what the service's reflection says: no generated file, no .proto file.
"""

import json
import sys
import threading

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory

address, key = sys.argv[1:]
authorised = (("authorization", "Bearer " + key),)
channel = grpc.insecure_channel(address)
compressing = grpc.insecure_channel(address, compression=grpc.Compression.Gzip)
pool = descriptor_pool.DescriptorPool()
files = {}


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, at


def fields(data):
    """Fields of a message that nobody described yet: (number, bytes or int)."""
    at = 0
    while at < len(data):
        tag, at = varint(data, at)
        value, at = varint(data, at)
        if tag & 7 == 2:
            value, at = data[at : at + value], at + value
        yield tag >> 3, value


def reflect(request):
    call = channel.stream_stream("/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo")
    return dict(fields(next(call(iter([request]), timeout=20))))


def text(number, value):
    return bytes([number << 3 | 2, len(value)]) + value.encode()


services = sorted(dict(fields(one))[1].decode() for _, one in fields(reflect(text(7, "*"))[6]))


def learn(symbol):
    for _, proto in fields(reflect(text(4, symbol))[4]):
        described = descriptor_pb2.FileDescriptorProto.FromString(proto)
        files[described.name] = described


def add(name, added):
    if name not in added:
        added.add(name)
        for needed in files[name].dependency:
            add(needed, added)
        pool.Add(files[name])


for symbol in services + ["google.rpc.Status", "google.rpc.ErrorInfo"]:
    learn(symbol)
known = set()
for name in files:
    add(name, known)
factory = message_factory.MessageFactory(pool)


def message(name):
    return factory.GetPrototype(pool.FindMessageTypeByName(name))


def method(path, on=channel):
    service, name = path.rsplit("/", 1)
    described = pool.FindServiceByName(service).FindMethodByName(name)
    shape = {
        (False, False): on.unary_unary,
        (False, True): on.unary_stream,
        (True, False): on.stream_unary,
        (True, True): on.stream_stream,
    }[(files[described.containing_service.file.name].service[described.containing_service.index].method[described.index].client_streaming,
       files[described.containing_service.file.name].service[described.containing_service.index].method[described.index].server_streaming)]
    answer = factory.GetPrototype(described.output_type)
    request = factory.GetPrototype(described.input_type)
    return shape("/" + path, request_serializer=request.SerializeToString, response_deserializer=answer.FromString), request


def plain(value):
    return json_format.MessageToDict(value, preserving_proto_field_name=True, including_default_value_fields=True)


def failure(error):
    found = {"code": error.code().value[0], "details": error.details(), "reason": None}
    for name, value in error.trailing_metadata() or ():
        if name == "grpc-status-details-bin":
            for packed in message("google.rpc.Status").FromString(value).details:
                if packed.type_url.endswith("google.rpc.ErrorInfo"):
                    found["reason"] = message("google.rpc.ErrorInfo").FromString(packed.value).reason
    return found


def unary(path, request, metadata=authorised, on=channel):
    call, shape = method(path, on)
    try:
        return plain(call(shape(**request), timeout=20, metadata=metadata))
    except grpc.RpcError as error:
        return failure(error)


def stream(path, requests, timeout=20, cancel_after=None):
    call, shape = method(path)
    answers = []
    running = call((shape(**one) for one in requests), timeout=timeout, metadata=authorised)
    try:
        for one in running:
            answers.append(plain(one))
            if len(answers) == cancel_after:
                running.cancel()
        return {"answers": answers, "code": 0}
    except grpc.RpcError as error:
        return {"answers": answers, **failure(error)}


def event(number, **more):
    return {
        "event_id": f"py-{number}", "kind": "DEATH", "source": "cremation", "document_number": "H00000001",
        "name": "试验者一号", "occurred_on": "2026-10-30", **more,
    }


def endless(first):
    yield first
    threading.Event().wait(10)


question = {"document_number": "H00000001", "purpose": "互通测试", "consent_reference": "c-1"}
verify = "socialinsurance.v1.Verification/GetStatus"
push_all, event_shape = method("socialinsurance.v1.Feeds/PushAll", compressing)
bad = event(501, occurred_on="never")
answer = {
    "services": services,
    "status": unary(verify, question),
    "compressed": unary(verify, {**question, "purpose": "x" * 200}, on=compressing),
    "unauthenticated": unary(verify, question, metadata=()),
    "invalid": unary(verify, {**question, "purpose": ""}),
    "tooLarge": unary(verify, {**question, "purpose": "x" * 100_000}),
    "report": plain(push_all((event_shape(**one) for one in [*map(event, range(500)), event(0), bad]), timeout=60, metadata=authorised)),
    "pushed": stream("socialinsurance.v1.Feeds/Push", map(event, range(400, 600)), timeout=60),
    "deadline": stream("socialinsurance.v1.Feeds/Push", endless(event(700)), timeout=0.7),
    "cancelled": stream("socialinsurance.v1.Feeds/Push", endless(event(701)), cancel_after=1),
}
watch, check = method("grpc.health.v1.Health/Watch")
watching = watch(check(service="socialinsurance.v1.Feeds"), timeout=20)
answer["watch"] = plain(next(watching))["status"]
watching.cancel()
opened = unary("socialinsurance.v1.Certification/OpenSession", {**question, "name": "试验者一号"})
frames = [{"hello": {"session_id": opened["session_id"], "nonce": opened["nonce"]}}]
frames += [{"frame": {"sequence": number, "client_clock_ms": number, "jpeg": bytes(20_000)}} for number in range(1, 21)]
answer["opened"] = opened
answer["frames"] = stream("socialinsurance.v1.Certification/Frames", [*frames, {"finish": {}}])
answer["result"] = unary("socialinsurance.v1.Certification/GetResult", {"session_id": opened["session_id"]})
sys.stdout.write(json.dumps(answer))
sys.stdout.flush()
