"""Sends one text through Postern, with the retries that are right for each answer.

    pip install boto3
    python send_sms.py +66812345678 "Your verification code is: 123456"

Against a local Postern (npm start), set AWS_ENDPOINT_URL_LAMBDA=http://127.0.0.1:8787 and any
AWS_DEFAULT_REGION, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.
"""

import json
import sys
import time
import uuid

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

FUNCTION_NAME = "postern-sms-dev"
PERMANENT = {
    "MISSING_PHONE",
    "MISSING_MESSAGE",
    "INVALID_PHONE",
    "INVALID_REQUEST",
    "BLOCKED_COUNTRY",
    "MESSAGE_TOO_LONG",
    "OPTED_OUT",
    "CONFIGURATION_ERROR",
}


def send_sms(client, phone: str, message: str, idempotency_key: str) -> dict:
    """Returns Postern's answer. Raises what boto3 raises when the invocation itself failed."""
    response = client.invoke(
        FunctionName=FUNCTION_NAME,
        InvocationType="RequestResponse",
        Payload=json.dumps({"phone": phone, "message": message, "idempotencyKey": idempotency_key}),
    )
    answer = json.loads(response["Payload"].read())
    if response.get("FunctionError"):
        return {"success": False, "error": "FUNCTION_ERROR", "message": answer.get("errorMessage", "")}
    return answer


def send_with_retry(client, phone: str, message: str, max_attempts: int = 3) -> dict:
    """The key stays the same over all attempts, so the text goes once whatever happens on the way."""
    idempotency_key = str(uuid.uuid4())
    answer = {"success": False, "error": "NOT_TRIED", "message": ""}
    for attempt in range(max_attempts):
        try:
            answer = send_sms(client, phone, message, idempotency_key)
        except (BotoCoreError, ClientError) as error:
            answer = {"success": False, "error": "INVOCATION_FAILED", "message": str(error)}
        # It may have gone: with this key it is not sent again, and with another it might come twice.
        if answer["success"] or answer.get("mayHaveBeenSent") or answer["error"] in PERMANENT:
            return answer
        if attempt + 1 < max_attempts:
            # Rate limited: it says when to come back. Anything else: growing pauses.
            time.sleep(answer.get("retryAfterSeconds", 2**attempt))
    return answer


def main() -> int:
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    # One attempt a call: the retries are those above, and boto3's own would multiply with them.
    client = boto3.client("lambda", config=Config(retries={"total_max_attempts": 1}))
    answer = send_with_retry(client, sys.argv[1], sys.argv[2])
    print(json.dumps(answer))
    return 0 if answer["success"] else 1


if __name__ == "__main__":
    sys.exit(main())
