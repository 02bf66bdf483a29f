package io.infinitic.examples.cropimage;

/**
 * Work on images. Images are named by files in a folder that all workers share, or by URLs; never
 * sent along.
 */
public interface ImageService {

  /** Downloads an image; returns the name of its file. */
  String download(String imageUrl);

  /** Scales an image to the width in pixels; returns the name of a PNG file. */
  String resize(String file, int width);

  /** Uploads a file; returns its URL. */
  String upload(String file);
}
