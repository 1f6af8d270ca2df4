import assert from "node:assert/strict";
import {
  countedAddress,
  isWithin,
  parseAddress,
  parseNetwork,
} from "../../domain/network_address.ts";

Deno.test("parseAddress() reads an address in all its spellings", () => {
  const spellings = [
    ["192.0.2.1", "192.0.2.1:5678", "::ffff:192.0.2.1", "[::ffff:c000:201]:80"],
    ["2001:db8::1", "[2001:DB8:0:0:0:0:0:1]", "[2001:db8::1]:443", "2001:db8::1%eth0"],
    ["::1", "[::1]:80"],
    ["::", "[::]"],
  ];
  for (const [first, ...others] of spellings) {
    assert.notEqual(parseAddress(first!), null, first!);
    for (const other of others) {
      assert.deepEqual(parseAddress(other), parseAddress(first!), other);
    }
  }
});

Deno.test("parseAddress() reads nothing else", () => {
  for (
    const text of [
      ...["", "unknown", "_hidden", "256.1.1.1", "1.2.3", "0x7f.1", "2130706433", "1.2.3.4:a"],
      ...["[::1", "::1]", "1::2::3", ":::", "12345::", "[::1]x", "example.com", "a".repeat(1e6)],
    ]
  ) assert.equal(parseAddress(text), null, text.slice(0, 40));
});

Deno.test("countedAddress() is the same within a site's network, and differs between sites", () => {
  const counted = (text: string) => countedAddress(parseAddress(text)!);
  assert.equal(counted("2001:db8:1:2::1"), counted("2001:db8:1:2:ffff:ffff:ffff:ffff"));
  const different = ["2001:db8:1:2::1", "2001:db8:1:3::1", "192.0.2.1", "192.0.2.2", "::c000:201"];
  assert.equal(new Set(different.map(counted)).size, different.length);
});

Deno.test("isWithin() compares as many bits as the network names", () => {
  const within = (address: string, network: string) =>
    isWithin(parseAddress(address)!, parseNetwork(network)!);
  for (const network of ["10.1.2.3", "10.1.2.0/24", "10.0.0.0/8", "10.255.0.0/8", "0.0.0.0/0"]) {
    assert.equal(within("10.1.2.3", network), true, network);
  }
  for (const network of ["10.1.2.4", "11.0.0.0/8", "::/0"]) {
    assert.equal(within("10.1.2.3", network), false, network);
  }
  assert.equal(within("fd12::1", "fd00::/8"), true);
  for (const text of ["10.0.0.0/33", "fd00::/129", "10.0.0.0/", "10.0.0.0/-1", "ten/8"]) {
    assert.equal(parseNetwork(text), null, text);
  }
});
