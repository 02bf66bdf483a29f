package io.infinitic.values;

import io.infinitic.exceptions.PayloadException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES in Galois/Counter Mode (NIST SP 800-38D). The bytes are a random nonce, the ciphertext and
 * the tag; codec and key id are authenticated with them.
 */
final class AesGcmCodec implements PayloadCodec {

  static final String NAME = ENCRYPTION;

  private static final int NONCE_BYTES = 12;
  private static final int TAG_BYTES = 16;

  private final SecureRandom random = new SecureRandom();
  private final String current;
  private final Map<String, SecretKey> keys = new TreeMap<>();

  AesGcmCodec(String current, Map<String, byte[]> keys) {
    keys.forEach((id, key) -> this.keys.put(keyId(id), key(id, key)));
    if (!keys.containsKey(current)) {
      throw new IllegalArgumentException(
          "the current key '%s' is not among the keys %s".formatted(current, this.keys.keySet()));
    }
    this.current = current;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Optional<Encoded> encode(byte[] bytes) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    ByteBuffer encoded = ByteBuffer.allocate(NONCE_BYTES + bytes.length + TAG_BYTES).put(nonce);
    try {
      cipher(Cipher.ENCRYPT_MODE, current, nonce).doFinal(ByteBuffer.wrap(bytes), encoded);
    } catch (GeneralSecurityException e) {
      throw new PayloadException("this JVM cannot encrypt with AES-GCM: " + e);
    }
    return Optional.of(new Encoded(encoded.array(), current));
  }

  @Override
  public byte[] decode(byte[] bytes, String keyId, int limitBytes) {
    if (!keys.containsKey(keyId)) {
      throw new PayloadException(
          "it was encrypted with the key '%s'; this process has %s. Give it that key, under that id"
              .formatted(keyId, keys.keySet()));
    }
    if (bytes.length < NONCE_BYTES + TAG_BYTES) {
      throw new PayloadException("the encrypted bytes are cut off");
    }
    byte[] nonce = new byte[NONCE_BYTES];
    ByteBuffer encoded = ByteBuffer.wrap(bytes).get(nonce);
    ByteBuffer decoded = ByteBuffer.allocate(encoded.remaining() - TAG_BYTES);
    try {
      cipher(Cipher.DECRYPT_MODE, keyId, nonce).doFinal(encoded, decoded);
    } catch (AEADBadTagException e) {
      throw new PayloadException(
          "its bytes were changed, or its writer had another key under the id '" + keyId + "'");
    } catch (GeneralSecurityException e) {
      throw new PayloadException("this JVM cannot decrypt with AES-GCM: " + e);
    }
    return decoded.array();
  }

  private Cipher cipher(int mode, String keyId, byte[] nonce) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, keys.get(keyId), new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
    cipher.updateAAD((NAME + ":" + keyId).getBytes(StandardCharsets.UTF_8));
    return cipher;
  }

  private static String keyId(String id) {
    if (!Codecs.isName(id)) {
      throw new IllegalArgumentException(
          "the key id '%s' has other characters than letters, digits, '.', '-', '_'".formatted(id));
    }
    return id;
  }

  private static SecretKey key(String id, byte[] key) {
    if (key.length != 16 && key.length != 24 && key.length != 32) {
      throw new IllegalArgumentException(
          "the key '%s' has %d bytes; it must have 16, 24 or 32".formatted(id, key.length));
    }
    return new SecretKeySpec(key, "AES");
  }
}
