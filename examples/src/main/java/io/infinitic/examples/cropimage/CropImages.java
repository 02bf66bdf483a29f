package io.infinitic.examples.cropimage;

import java.util.List;

/** Makes small copies of many images at once. */
public interface CropImages {

  /** Returns the URLs of the small copies, in the order of the images. */
  List<String> cropAll(List<String> imageUrls, int width);
}
