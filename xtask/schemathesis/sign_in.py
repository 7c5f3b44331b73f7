"""Prints an access token: `sign_in.py URL ACCOUNTS USERNAME`."""

import json
import sys
import urllib.request

url, accounts, username = sys.argv[1:]
with open(accounts) as file:
    passwords = {account["username"]: account["password"] for account in json.load(file)}
body = json.dumps({"username": username, "password": passwords[username], "device_name": "schemathesis"})
request = urllib.request.Request(f"{url}/api/v1/auth/login", body.encode(), {"Content-Type": "application/json"})
print(json.load(urllib.request.urlopen(request, timeout=30))["access_token"])
