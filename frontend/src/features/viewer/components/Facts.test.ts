import { describe, expect, it } from 'vitest';
import { readDetails } from './Facts';

describe('readDetails', () => {
  it('writes a camera and its exposure for people', () => {
    const details = {
      camera_make: 'Canon',
      camera_model: 'Canon EOS 40D',
      aperture: 8,
      exposure_seconds: 0.004,
      focal_length_mm: 24,
      iso: 100,
    };
    expect(readDetails(details)).toMatchObject({
      camera: 'Canon EOS 40D',
      exposure: 'f/8 · 1/250 s · 24 mm · ISO 100',
    });
    expect(readDetails({ camera_make: 'NIKON CORPORATION', camera_model: 'D70' }).camera).toBe('NIKON CORPORATION D70');
  });

  it('writes a place with its hemispheres', () => {
    expect(readDetails({ gps: { latitude: -33.8568, longitude: 151.2153 } }).position?.text).toBe(
      '33.8568° S, 151.2153° E',
    );
  });

  it('believes nothing that is not what it should be', () => {
    expect(readDetails({ camera_make: 3, aperture: 'wide', gps: 'here', iso: Number.NaN })).toEqual({
      author: '',
      camera: '',
      exposure: '',
      lens: '',
      recording: '',
      album: '',
      codecs: '',
      position: null,
    });
  });
});
