package io.infinitic.examples.cropimage;

/** Makes a small copy of an image. The contract, shared with clients. */
public interface CropImage {

  /**
   * Downloads the image, scales it to the width in pixels, uploads it.
   *
   * @return URL of the small copy
   */
  String crop(String imageUrl, int width);
}
